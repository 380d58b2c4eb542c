/** What V8 needs for an object, an array or a string, its content aside. */
const HEADER_BYTES = 32;
const ELEMENT_BYTES = 16;
/** A property of an object whose shape no other object shares. */
const PROPERTY_BYTES = 64;

/** Roughly how much memory a parsed JSON value takes. Iterative: a token may nest 3,000 arrays. */
export function estimateBytes(root: unknown): number {
  const waiting = [root];
  let sum = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') sum += HEADER_BYTES + value.length;
    else if (typeof value !== 'object' || value === null) sum += ELEMENT_BYTES;
    else if (Array.isArray(value)) {
      sum += HEADER_BYTES + value.length * ELEMENT_BYTES;
      for (const item of value) waiting.push(item);
    } else {
      sum += HEADER_BYTES;
      for (const [name, item] of Object.entries(value)) {
        sum += PROPERTY_BYTES + name.length;
        waiting.push(item);
      }
    }
  }
  return sum;
}
