import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose';
import type { Context } from 'oidc-provider';
import type { SigningKeys } from '../storage/signing-keys.js';

/** The claims of the request's bearer token, if it is one of ours for this audience. */
export type AccessTokenVerifier = (
  ctx: Context,
  audience: string,
) => Promise<JWTPayload | undefined>;

/**
 * Judges access tokens at the issuer's own endpoints as any API would.
 *
 * @param takesBound accepts a token that is bound to a key as if it were a bearer token
 */
export function createAccessTokenVerifier(
  issuer: string,
  keys: SigningKeys,
  { takesBound } = { takesBound: false },
): AccessTokenVerifier {
  return async (ctx, audience) => {
    const token = bearerToken(ctx);
    if (!token) return undefined;
    const options = { issuer, audience, algorithms: ['RS256'], requiredClaims: ['sub', 'exp'] };
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys.publicKeySet), options);
      // A bound token is not a bearer token (RFC 9449, section 7.1).
      return takesBound || payload['cnf'] === undefined ? payload : undefined;
    } catch {
      return undefined;
    }
  };
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(ctx: Context): string | undefined {
  return /^Bearer ([^\s]+)$/i.exec(ctx.get('authorization'))?.[1];
}

/** The scopes of a token's space separated `scope` claim. */
export function scopesOf(claims: JWTPayload): string[] {
  return typeof claims['scope'] === 'string' ? claims['scope'].split(' ') : [];
}
