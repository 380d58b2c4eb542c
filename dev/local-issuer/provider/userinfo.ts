import type { Context, Middleware } from 'oidc-provider';
import { bearerToken, scopesOf, type AccessTokenVerifier } from './access-token-verifier.js';
import { claimsFor } from './standard-claims.js';
import type { UserStore } from '../storage/user-store.js';

/**
 * UserInfo for access tokens of an API. Auth0 answers those that also carry `openid`;
 * oidc-provider refuses every token that was issued for a resource, so only opaque ones go there.
 */
export function createUserinfo(
  issuer: string,
  verify: AccessTokenVerifier,
  users: UserStore,
): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/userinfo' || !isJwt(bearerToken(ctx))) return next();

    const claims = await verify(ctx, `${issuer}userinfo`);
    const user = users.find(claims?.sub ?? '');
    if (!claims || !user) return refuse(ctx);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = claimsFor(user.profile, scopesOf(claims));
    return undefined;
  };
}

function isJwt(token: string | undefined): boolean {
  return token?.split('.').length === 3;
}

function refuse(ctx: Context): void {
  ctx.status = 401;
  ctx.set('WWW-Authenticate', 'Bearer error="invalid_token", error_description="Unauthorized"');
  ctx.body = { error: 'invalid_token', error_description: 'Unauthorized' };
}
