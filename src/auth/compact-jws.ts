import { UnauthenticatedException } from '../errors/unauthenticated.exception.js';
import type { Claims } from './claims.js';

/** What a token says of itself. Nothing in it is verified. */
export interface UnverifiedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Claims;
}

/**
 * Reads a JWS in compact serialisation (RFC 7515, section 7.1) without verifying it.
 *
 * @throws UnauthenticatedException
 */
export function parseCompactJws(token: string): UnverifiedToken {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  // A login without an audience yields a random string or, at Auth0, an encrypted JWE of five parts.
  const isOpaque = payload === '' || rest.length === 2;
  if (isOpaque) throw new UnauthenticatedException('opaque_token');
  if (rest.length > 0 || !isBase64Url(signature)) {
    throw new UnauthenticatedException('malformed_token');
  }
  return { header: parseObject(header), claims: parseObject(payload) };
}

function parseObject(part: string): Record<string, unknown> {
  if (isBase64Url(part)) {
    const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  }
  throw new UnauthenticatedException('malformed_token');
}

/** Node's decoder skips what does not belong, so that many spellings would mean one token. */
function isBase64Url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
