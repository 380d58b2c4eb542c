import type { Settings } from '../../config/settings.js';
import type { TokenScheme } from '../../http/token-schemes.js';

/** How clients may sign their proofs (RFC 9449, section 4.2; `Ed25519` is RFC 9864). */
export const DPOP_ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const;

/** What HTTP shows of DPoP: RFC 9449, sections 7.1 and 8.2; its metadata are from RFC 9728. */
export function createDpopScheme({ issuers, dpop }: Settings): TokenScheme {
  const isRequired = issuers.every(({ variable }) => dpop.requiredFor.includes(variable));
  return {
    name: 'DPoP',
    parameters: `algs="${DPOP_ALGORITHMS.join(' ')}"`,
    requestHeaders: ['dpop'],
    responseHeaders: ['dpop-nonce'],
    metadata: {
      dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
      ...(isRequired ? { dpop_bound_access_tokens_required: true } : {}),
    },
    isRequired,
  };
}
