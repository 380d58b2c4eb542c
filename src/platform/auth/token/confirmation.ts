import { isJsonObject } from '../../upstream/json-object.js';
import type { Claims } from './claims.js';

const SHA256_BYTES = 32;

/**
 * The thumbprint of the key that a token is bound to by DPoP, and by nothing else (RFC 9449, section
 * 6.1); undefined for any other `cnf`.
 */
export function thumbprintOf({ cnf }: Claims): string | undefined {
  if (!isJsonObject(cnf) || Object.keys(cnf).length !== 1) return undefined;
  const { jkt } = cnf;
  return typeof jkt === 'string' && isThumbprint(jkt) ? jkt : undefined;
}

/** RFC 7638, section 3: 32 bytes in base64url, in their one spelling. */
function isThumbprint(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === SHA256_BYTES && bytes.toString('base64url') === text;
}
