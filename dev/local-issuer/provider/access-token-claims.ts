import type { StructuredToken, Token } from 'oidc-provider';
import { OIDC_SCOPES } from './standard-claims.js';
import type { UserStore } from '../storage/user-store.js';

interface ShapeOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly users: UserStore;
}

/** Gives oidc-provider's access tokens the claims, and nothing but the claims, of Auth0's. */
export function createAccessTokenShaper({ issuer, audience, users }: ShapeOptions) {
  return (_ctx: unknown, token: Token, jwt: StructuredToken): void => {
    const { iat, exp } = jwt.payload;
    const scopes = token.scope?.split(' ') ?? [];
    const isMachine = token.kind === 'ClientCredentials';
    const own = users.find(token.accountId ?? '')?.permissions ?? [];
    const permissions = new Set([
      ...own,
      ...scopes.filter((scope) => !OIDC_SCOPES.includes(scope)),
    ]);
    jwt.header = { typ: 'JWT' };
    jwt.payload = {
      iss: issuer,
      sub: isMachine ? `${token.clientId}@clients` : token.accountId,
      aud: scopes.includes('openid') ? [token.aud, `${issuer}userinfo`] : token.aud,
      iat,
      exp,
      ...(token.scope && { scope: token.scope }),
      ...(isMachine && { gty: 'client-credentials' }),
      azp: token.clientId,
      ...(token.aud === audience && { permissions: [...permissions] }),
    };
  };
}
