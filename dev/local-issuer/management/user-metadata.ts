import { isJsonObject } from '../http/request-body.js';

type Metadata = Readonly<Record<string, unknown>>;

const MAX_BYTES = 16 * 1024;

/**
 * Auth0's documented rule for `PATCH /api/v2/users/{id}`: only the first level is merged, nested
 * objects are replaced, `null` removes a key, and an empty object removes everything.
 */
export function mergeUserMetadata(current: Metadata, changes: Metadata): Metadata {
  if (Object.keys(changes).length === 0) return {};
  const merged = Object.entries({ ...current, ...changes });
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

/** Why Auth0 would not store this metadata, or nothing where it would. */
export function metadataProblem(metadata: Metadata): string | undefined {
  const badKey = findBadKey(metadata);
  if (badKey !== undefined) return `Metadata keys may not contain "." or "$": ${badKey}`;
  const size = Buffer.byteLength(JSON.stringify(metadata));
  return size > MAX_BYTES ? 'user_metadata exceeds the limit of 16 KB' : undefined;
}

function findBadKey(value: unknown): string | undefined {
  if (Array.isArray(value)) return firstBadKey(value);
  if (!isJsonObject(value)) return undefined;
  return Object.keys(value).find((key) => /[.$]/.test(key)) ?? firstBadKey(Object.values(value));
}

function firstBadKey(values: readonly unknown[]): string | undefined {
  return values.map(findBadKey).find((key) => key !== undefined);
}
