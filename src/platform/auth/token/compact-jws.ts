import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';
import { isJsonObject } from '../../upstream/json-object.js';
import type { Claims } from './claims.js';

/** The parts of a token. Nothing in them is verified. */
export interface UnverifiedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Claims;
  readonly signature: Buffer;
}

/** JSON has no byte order mark (RFC 8259, section 8.1): it is kept here, so that parsing fails. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a JWS in compact serialisation (RFC 7515, section 7.1) without verifying it.
 *
 * @throws UnauthenticatedException
 */
export function parseCompactJws(token: string): UnverifiedToken {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.', 6);
  // A login without an audience yields a random string or, at Auth0, an encrypted JWE of five parts.
  const isOpaque = !token.includes('.') || rest.length === 2;
  if (isOpaque) throw UnauthenticatedException.because('opaque_token');
  if (rest.length > 0) throw UnauthenticatedException.because('malformed_token');
  return {
    header: parseObject(header),
    claims: parseObject(payload),
    signature: decode(signature),
  };
}

/** The same for a text that may be anything; undefined where it is not such a JWS. */
export function readCompactJws(text: string): UnverifiedToken | undefined {
  try {
    return parseCompactJws(text);
  } catch {
    return undefined;
  }
}

/** Parses JSON in UTF-8 (RFC 7519, section 7.2). The last of several members of one name counts. */
function parseObject(part: string): Record<string, unknown> {
  const value = parseJson(decode(part));
  if (isJsonObject(value)) return value;
  throw UnauthenticatedException.because('malformed_token');
}

/** Node's decoder skips invalid characters, so one token would have many spellings. */
function decode(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (part === '' || bytes.toString('base64url') !== part) {
    throw UnauthenticatedException.because('malformed_token');
  }
  return bytes;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}
