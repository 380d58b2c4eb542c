const MAXIMUM_CHARACTERS = 100;
const MAXIMUM_ITEMS = 5;
/** Of a message to a client, which may repeat what the client has sent. */
const MAXIMUM_MESSAGE = 500;

/**
 * Shows a value that a stranger wrote: as JSON in printable ASCII, of bounded length. A terminal or a
 * log viewer finds no control character in it.
 */
export function printable(value: unknown): string {
  if (Array.isArray(value)) return printableList(value);
  if (typeof value === 'string') {
    return JSON.stringify(shortened(value)).replaceAll(/[^ -~]+/g, escape);
  }
  if (typeof value === 'object' && value !== null) return 'an object';
  return value === undefined ? 'missing' : String(value);
}

/** One line of text of others, without characters that a terminal obeys or that hide what it says. */
export function printableLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, escape);
}

/** The message, or its beginning and an ellipsis. */
export function boundText(text: string): string {
  if (text.length <= MAXIMUM_MESSAGE) return text;
  const start = text.slice(0, MAXIMUM_MESSAGE - 1);
  // Half of a pair is not a character.
  return `${start.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

export function printableValues(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string {
  return names.map((name) => `${name} is ${printable(values[name])}`).join(', ');
}

/** A NumericDate of RFC 7519, section 2, as a date. */
export function printableTime(seconds: unknown): string {
  const date = new Date(Number(seconds) * 1000);
  const isTime = typeof seconds === 'number' && !Number.isNaN(date.getTime());
  return isTime ? date.toISOString() : printable(seconds);
}

export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function printableList(values: readonly unknown[]): string {
  const items = values
    .slice(0, MAXIMUM_ITEMS)
    .map((item) => (Array.isArray(item) ? 'a list' : printable(item)));
  const more = values.length - items.length;
  return `[${items.join(', ')}${more > 0 ? `, and ${more} more` : ''}]`;
}

function shortened(text: string): string {
  return text.length > MAXIMUM_CHARACTERS ? `${text.slice(0, MAXIMUM_CHARACTERS)}...` : text;
}

function escape(characters: string): string {
  return characters.replaceAll(
    /[^]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
