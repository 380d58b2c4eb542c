import type { OidcContext, StructuredToken, Token } from 'oidc-provider';
import { OIDC_SCOPES } from './standard-claims.js';
import { shortened } from './token-lifetime.js';
import type { UserStore } from '../storage/user-store.js';

interface ShapeOptions {
  readonly issuer: string;
  /** Of the API, first, and of its tools. */
  readonly audiences: readonly [string, ...string[]];
  readonly users: UserStore;
}

/**
 * Gives oidc-provider's access tokens the claims of Auth0's, and no others. Auth0 itself tells neither
 * when nor how strongly a user signed in: an Action of this tenant does, below the API's audience.
 */
export function createAccessTokenShaper({ issuer, audiences, users }: ShapeOptions) {
  const namespace = audiences[0].replace(/\/$/, '');
  return (ctx: OidcContext, token: Token, jwt: StructuredToken): void => {
    const { iat, exp, cnf } = jwt.payload;
    const scopes = token.scope?.split(' ') ?? [];
    const isMachine = token.kind === 'ClientCredentials';
    const own = users.find(token.accountId ?? '')?.permissions ?? [];
    const permissions = new Set([
      ...own,
      ...scopes.filter((scope) => !OIDC_SCOPES.includes(scope)),
    ]);
    const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
    const { acr, authTime } = AuthorizationCode ?? RefreshToken ?? {};
    jwt.header = { typ: 'JWT' };
    jwt.payload = {
      iss: issuer,
      sub: isMachine ? `${token.clientId}@clients` : token.accountId,
      aud: scopes.includes('openid') ? [token.aud, `${issuer}userinfo`] : token.aud,
      iat,
      exp: shortened(exp, iat, ctx.oidc),
      ...(cnf !== undefined && { cnf }),
      ...(token.scope && { scope: token.scope }),
      ...(isMachine && { gty: 'client-credentials' }),
      azp: token.clientId,
      ...(authTime && { [`${namespace}/auth_time`]: authTime }),
      ...(acr && { [`${namespace}/acr`]: acr }),
      ...(isIn(audiences, token.aud) && { permissions: [...permissions] }),
    };
  };
}

function isIn(audiences: readonly string[], audience: unknown): boolean {
  return typeof audience === 'string' && audiences.includes(audience);
}
