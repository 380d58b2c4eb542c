import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings.js';
import { resourceMetadataUrl } from './platform-routes.js';
import { stateOf } from './request-state.js';
import type { TokenScheme, TokenSchemes } from './token-schemes.js';

const WITH_PARAMETERS = /^(\w+) (?=[a-z])/;

/**
 * Completes each challenge. Most exceptions speak of `Bearer`: here they get the scheme that the request
 * used, its own parameters, and the place of the metadata of the resource (RFC 9728, section 5.1).
 */
export function registerChallenges(
  fastify: FastifyInstance,
  { publicUrl, mcpUrl }: Settings,
  schemes: TokenSchemes,
): void {
  const forApi = publicUrl === undefined ? undefined : describeEndings(publicUrl, schemes);
  const forTools = mcpUrl === undefined ? undefined : describeEndings(mcpUrl, schemes);

  fastify.addHook('onSend', (request, reply, _, done) => {
    const challenge = reply.getHeader('www-authenticate');
    if (typeof challenge !== 'string') return done();
    const { resource, scheme: used } = stateOf(request);
    const endings = resource === undefined ? forApi : forTools;
    if (!endings) return done();
    if (challenge === 'Bearer') {
      const offer = schemes.offered.map(({ name }) => `${name} ${endings.get(name)}`).join(', ');
      void reply.header('www-authenticate', offer);
    } else {
      const [start = '', own = ''] = WITH_PARAMETERS.exec(challenge) ?? [];
      // A challenge for anything else is the application's.
      if (!endings.has(own)) return done();
      const name = own === 'Bearer' ? used : own;
      const parameters = challenge.slice(start.length);
      void reply.header('www-authenticate', `${name} ${parameters}, ${endings.get(name)}`);
    }
    done();
  });
}

/** What each challenge of a resource ends with, by the name of its scheme. */
function describeEndings(resource: string, schemes: TokenSchemes): ReadonlyMap<string, string> {
  const metadata = `resource_metadata="${resourceMetadataUrl(resource)}"`;
  const describe = ({ parameters }: TokenScheme) =>
    parameters === undefined ? metadata : `${parameters}, ${metadata}`;
  return new Map(schemes.all.map((scheme) => [scheme.name, describe(scheme)]));
}
