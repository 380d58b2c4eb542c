/* How the peers verify the token of a socket: `jose` with its cache of the issuer's keys. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { environment } from './environment.js';

const { issuer, audience, jwksUri } = environment;
const keys = createRemoteJWKSet(new URL(jwksUri));

/** Rejects what is not a good token. */
export async function verifyToken(authorization: unknown): Promise<void> {
  const [, token = ''] = /^Bearer (.+)$/.exec(String(authorization)) ?? [];
  await jwtVerify(token, keys, { issuer, audience, algorithms: ['RS256'] });
}

export const now = () => performance.timeOrigin + performance.now();
