import { importJWK, SignJWT } from 'jose';
import type { Middleware } from 'oidc-provider';
import type { AccessTokenVerifier } from '../provider/access-token-verifier.js';
import type { SigningKeys } from '../storage/signing-keys.js';

const PATH = '/try-it/expired-token';
const HOUR = 60 * 60;

interface ExpiredTokenOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: SigningKeys;
  readonly verify: AccessTokenVerifier;
}

/**
 * Signs the claims of the caller's own token again, for an hour that is over: a token that really
 * has expired, without waiting for it. For the issuer's own page only.
 */
export function createExpiredToken(options: ExpiredTokenOptions): Middleware {
  const origin = new URL(options.issuer).origin;
  return async (ctx, next) => {
    if (ctx.path !== PATH || ctx.method !== 'POST') return next();

    const claims = await options.verify(ctx, options.audience);
    if (!claims || ctx.get('origin') !== origin) {
      ctx.status = 403;
      ctx.body = { error: 'access_denied' };
      return undefined;
    }
    const [key] = options.keys.privateKeySet.keys;
    if (!key) return next();
    const now = Math.floor(Date.now() / 1000);
    const token = new SignJWT({ ...claims, iat: now - 2 * HOUR, exp: now - HOUR });
    token.setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: String(key.kid) });
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { access_token: await token.sign(await importJWK(key)) };
    return undefined;
  };
}
