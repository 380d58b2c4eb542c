import type { FastifyInstance } from 'fastify';
import { DPOP_ALGORITHMS, type Settings } from '../config/settings.js';
import { resourceMetadataUrl } from './resource-metadata.js';
import { stateOf, type Scheme } from './request-state.js';

const PARAMETERS = /^(?:Bearer|DPoP) (?=[a-z])/;

/**
 * Completes each challenge. Exceptions speak of `Bearer`, unless they are about DPoP: here they get the
 * scheme that the request used, the algorithms of its proofs (RFC 9449, section 7.1), and the place of
 * the metadata of this API (RFC 9728, section 5.1).
 */
export function registerChallenges(
  fastify: FastifyInstance,
  { issuers }: Settings,
  publicUrl: string,
): void {
  const metadata = `resource_metadata="${resourceMetadataUrl(publicUrl)}"`;
  const algorithms = `algs="${DPOP_ALGORITHMS.join(' ')}"`;
  const endings: Readonly<Record<Scheme, string>> = {
    Bearer: metadata,
    DPoP: `${algorithms}, ${metadata}`,
  };
  const isBindingRequired = issuers.every(({ dpop }) => dpop === 'required');
  const schemes: readonly Scheme[] = isBindingRequired ? ['DPoP'] : ['Bearer', 'DPoP'];
  const offer = schemes.map((scheme) => `${scheme} ${endings[scheme]}`).join(', ');

  fastify.addHook('onSend', (request, reply, _, done) => {
    const challenge = reply.getHeader('www-authenticate');
    if (challenge === 'Bearer') void reply.header('www-authenticate', offer);
    else if (typeof challenge === 'string' && PARAMETERS.test(challenge)) {
      const isForDpop = challenge.startsWith('DPoP') || stateOf(request).scheme === 'DPoP';
      const scheme = isForDpop ? 'DPoP' : 'Bearer';
      const parameters = challenge.replace(PARAMETERS, '');
      void reply.header('www-authenticate', `${scheme} ${parameters}, ${endings[scheme]}`);
    }
    done();
  });
}
