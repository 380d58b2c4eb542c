import type { FastifyInstance } from 'fastify';
import { DPOP_ALGORITHMS, type Settings } from '../config/settings.js';
import { resourceMetadataUrl } from './resource-metadata.js';
import { stateOf, type Scheme } from './request-state.js';

const PARAMETERS = /^(?:Bearer|DPoP) (?=[a-z])/;

/**
 * Completes each challenge. Exceptions speak of `Bearer`, unless they are about DPoP: here they get the
 * scheme that the request used, the algorithms of its proofs (RFC 9449, section 7.1), and the place of
 * the metadata of the resource (RFC 9728, section 5.1).
 */
export function registerChallenges(
  fastify: FastifyInstance,
  { issuers, publicUrl, mcpUrl }: Settings,
): void {
  const isBindingRequired = issuers.every(({ dpop }) => dpop === 'required');
  const schemes: readonly Scheme[] = isBindingRequired ? ['DPoP'] : ['Bearer', 'DPoP'];
  const forApi = publicUrl === undefined ? undefined : describeEndings(publicUrl);
  const forTools = mcpUrl === undefined ? undefined : describeEndings(mcpUrl);

  fastify.addHook('onSend', (request, reply, _, done) => {
    const challenge = reply.getHeader('www-authenticate');
    if (typeof challenge !== 'string') return done();
    const { resource, scheme: used } = stateOf(request);
    const endings = resource === undefined ? forApi : forTools;
    if (!endings) return done();
    if (challenge === 'Bearer') {
      const offer = schemes.map((scheme) => `${scheme} ${endings[scheme]}`).join(', ');
      void reply.header('www-authenticate', offer);
    } else if (PARAMETERS.test(challenge)) {
      const scheme = challenge.startsWith('DPoP') || used === 'DPoP' ? 'DPoP' : 'Bearer';
      const parameters = challenge.replace(PARAMETERS, '');
      void reply.header('www-authenticate', `${scheme} ${parameters}, ${endings[scheme]}`);
    }
    done();
  });
}

function describeEndings(resource: string): Readonly<Record<Scheme, string>> {
  const metadata = `resource_metadata="${resourceMetadataUrl(resource)}"`;
  const algorithms = `algs="${DPOP_ALGORITHMS.join(' ')}"`;
  return { Bearer: metadata, DPoP: `${algorithms}, ${metadata}` };
}
