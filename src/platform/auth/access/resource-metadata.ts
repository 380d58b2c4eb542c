import { DPOP_ALGORITHMS, type Settings } from '../../config/settings.js';
import type { TrustedIssuers } from '../issuers/trusted-issuers.js';

/** RFC 9728, section 2. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly bearer_methods_supported: readonly string[];
  readonly scopes_supported?: readonly string[];
  /** RFC 9449, through RFC 9728. */
  readonly dpop_signing_alg_values_supported: readonly string[];
  readonly dpop_bound_access_tokens_required?: true;
}

/** For an hour, in any cache. */
export const METADATA_CACHE = 'public, max-age=3600';

/** Describes a resource of this API to clients that look for its issuers. */
export function describeResource(
  resource: string,
  scopes: readonly string[],
  { issuers }: Settings,
  trusted: TrustedIssuers,
): ProtectedResourceMetadata {
  const isBindingRequired = issuers.every(({ dpop }) => dpop === 'required');
  return {
    resource,
    authorization_servers: trusted.all.map(({ name }) => name),
    bearer_methods_supported: ['header'],
    // A list without entries is left out (RFC 9728, section 3.2).
    ...(scopes.length > 0 ? { scopes_supported: scopes } : {}),
    dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
    ...(isBindingRequired ? { dpop_bound_access_tokens_required: true } : {}),
  };
}
