/** Tells an object from everything else that JSON can hold (RFC 8259, section 4). */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
