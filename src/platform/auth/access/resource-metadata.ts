import type { TokenSchemes } from '../../http/token-schemes.js';
import type { TrustedIssuers } from '../issuers/trusted-issuers.js';

/** RFC 9728, section 2. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly bearer_methods_supported: readonly string[];
  readonly scopes_supported?: readonly string[];
  /** Of a scheme. */
  readonly [name: string]: unknown;
}

/** For an hour, in any cache. */
export const METADATA_CACHE = 'public, max-age=3600';

/** Describes a resource of this API to clients that look for its issuers. */
export function describeResource(
  resource: string,
  scopes: readonly string[],
  issuers: TrustedIssuers,
  schemes: TokenSchemes,
): ProtectedResourceMetadata {
  return {
    resource,
    authorization_servers: issuers.all.map(({ name }) => name),
    bearer_methods_supported: ['header'],
    // A list without entries is left out (RFC 9728, section 3.2).
    ...(scopes.length > 0 ? { scopes_supported: scopes } : {}),
    ...Object.assign({}, ...schemes.all.map(({ metadata }) => metadata)),
  };
}
