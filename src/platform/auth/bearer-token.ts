import type { IncomingMessage } from 'node:http';
import { UnauthenticatedException } from './unauthenticated.exception.js';

/** Auth0's tokens are 1 to 2 KiB; what is far larger costs more to hash than it can be worth. */
const MAXIMUM_BYTES = 8 * 1024;

const HEADER = 'authorization';

/** RFC 6750, section 2.1: one `b64token`. */
const TOKEN = /^[\w.~+/-]+=*$/;

/**
 * The access token of a request, out of its one `Authorization: Bearer` header (RFC 6750, section
 * 2.1). Another scheme is no access token at all; query string, body and cookies are not read.
 *
 * @throws UnauthenticatedException
 */
export function readBearerToken({ raw }: { readonly raw: IncomingMessage }): string {
  const { authorization } = raw.headers;
  if (authorization === undefined) throw UnauthenticatedException.because('token_missing');
  // Node keeps the first of several headers and drops the others; a proxy may have judged another.
  if (countAuthorizationHeaders(raw) !== 1) {
    throw UnauthenticatedException.because('malformed_authorization');
  }
  const scheme = /^bearer( +|$)/i.exec(authorization)?.[0];
  if (scheme === undefined) throw UnauthenticatedException.because('token_missing');
  const token = authorization.slice(scheme.length);
  if (!TOKEN.test(token)) throw UnauthenticatedException.because('malformed_authorization');
  if (token.length > MAXIMUM_BYTES) throw UnauthenticatedException.because('token_too_large');
  return token;
}

function countAuthorizationHeaders({ rawHeaders }: IncomingMessage): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === HEADER.length && name.toLowerCase() === HEADER) count += 1;
  }
  return count;
}
