import type { UserProfile } from '../storage/user-profile.js';

/** The claims that each OpenID Connect scope opens, as Auth0 fills them. */
export const CLAIMS_BY_SCOPE: Readonly<Record<string, readonly string[]>> = {
  openid: ['sub'],
  profile: ['name', 'nickname', 'given_name', 'family_name', 'picture', 'updated_at'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
};

/** The scopes that belong to signing in rather than to an API. */
export const OIDC_SCOPES: readonly string[] = [...Object.keys(CLAIMS_BY_SCOPE), 'offline_access'];

/** What ID token and UserInfo say about a user; oidc-provider filters it by scope. */
export function standardClaims(profile: UserProfile): Record<string, unknown> {
  const { user_id: sub, phone_verified: phone_number_verified, ...rest } = profile;
  return { ...rest, sub, phone_number_verified };
}

/** The same, narrowed to what the scopes of a token open. */
export function claimsFor(profile: UserProfile, scopes: readonly string[]): object {
  const open = new Set(scopes.flatMap((scope) => CLAIMS_BY_SCOPE[scope] ?? []));
  const claims = Object.entries(standardClaims(profile));
  return Object.fromEntries(claims.filter(([name]) => open.has(name)));
}
