import type { OidcContext } from 'oidc-provider';

/** Names the lifetime of one access token in seconds; Auth0 has nothing like it. */
export const LIFETIME_PARAMETER = 'demo_lifetime';

/** The lifetime that a request at the token endpoint wants, where it is shorter than the issuer's own. */
export function shortened(exp: number, iat: number, { body }: OidcContext['oidc']): number {
  const text = body?.[LIFETIME_PARAMETER] ?? '';
  return /^\d{1,6}$/.test(text) ? Math.min(exp, iat + Number(text)) : exp;
}

/** What a client sends for it. */
export function lifetimeParameter(seconds: number | undefined): Record<string, string> {
  return seconds === undefined ? {} : { [LIFETIME_PARAMETER]: String(seconds) };
}
