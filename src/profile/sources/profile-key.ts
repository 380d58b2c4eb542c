import { createHash } from 'node:crypto';

/** Names a cache entry without the personal data that identifies it. */
export function profileKey(...identity: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('base64url');
}
