import type { OidcContext } from 'oidc-provider';

/** Names permissions that one token carries beside those in `dev/demo-users.ts`. */
export const PERMISSIONS_PARAMETER = 'demo_permissions';

/** A scope as RFC 6749 defines it (section 3.3). */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** The additional permissions of a request; Auth0 has nothing like it. */
export function extraPermissions({ params, body }: OidcContext['oidc']): readonly string[] {
  const text = params[PERMISSIONS_PARAMETER] ?? body?.[PERMISSIONS_PARAMETER] ?? '';
  return text.split(' ').filter((permission) => SCOPE.test(permission));
}

/** What a client sends for them. */
export function parameterOf(permissions: readonly string[] = []): Record<string, string> {
  return permissions.length > 0 ? { [PERMISSIONS_PARAMETER]: permissions.join(' ') } : {};
}
