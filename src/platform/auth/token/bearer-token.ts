import type { IncomingMessage } from 'node:http';
import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';

/** A request of Fastify, or what stands for one on a socket. */
export interface HeldRequest {
  readonly raw: IncomingMessage;
}

/** Auth0's tokens are 1 to 2 KiB; a far larger one would cost more to hash than it is worth. */
const MAXIMUM_BYTES = 8 * 1024;

const HEADER = 'authorization';

/** RFC 6750, section 2.1: one `b64token`. */
const TOKEN = /^[\w.~+/-]+=*$/;

/**
 * Reads what stands for the access token in the one `Authorization: Bearer` header of a request (RFC
 * 6750, section 2.1). Another scheme counts as no token. Query string, body and cookies are not read.
 * `requireTokenForm()` checks it, unless it was verified before.
 *
 * @throws UnauthenticatedException
 */
export function readBearerToken({ raw }: HeldRequest): string {
  const { authorization } = raw.headers;
  if (authorization === undefined) throw UnauthenticatedException.because('token_missing');
  // Node keeps the first of several headers, and a proxy may have checked another one.
  if (countAuthorizationHeaders(raw) !== 1) {
    throw UnauthenticatedException.because('malformed_authorization');
  }
  const scheme = /^bearer( +|$)/i.exec(authorization)?.[0];
  if (scheme === undefined) throw UnauthenticatedException.because('token_missing');
  return authorization.slice(scheme.length);
}

/** @throws UnauthenticatedException */
export function requireTokenForm(token: string): void {
  if (!TOKEN.test(token)) throw UnauthenticatedException.because('malformed_authorization');
  if (token.length > MAXIMUM_BYTES) throw UnauthenticatedException.because('token_too_large');
}

function countAuthorizationHeaders({ rawHeaders }: IncomingMessage): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === HEADER.length && name.toLowerCase() === HEADER) count += 1;
  }
  return count;
}
