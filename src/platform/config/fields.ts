import { z } from 'zod';

/** A text that `read` turns into a value; undefined is a problem, and `remedy` says what is valid. */
export function field<T>(read: (text: string) => T | undefined, remedy: string): z.ZodType<T> {
  return z.string({ error: 'is missing.' }).transform((value, context) => {
    const result = read(value);
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: remedy });
    return z.NEVER;
  });
}

/** Any text. */
export function text(): z.ZodType<string> {
  return z.string({ error: 'is missing.' });
}

/** A whole number within these bounds, in decimal digits. */
export function wholeNumber(minimum: number, maximum: number): z.ZodType<number> {
  return field((value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    return number >= minimum && number <= maximum ? number : undefined;
  }, `must be a whole number from ${minimum} to ${maximum}.`);
}

/** 0, which switches something off, or a whole number within these bounds. */
export function zeroOr(minimum: number, maximum: number): z.ZodType<number> {
  return field((value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    return number === 0 || (number >= minimum && number <= maximum) ? number : undefined;
  }, `must be 0 (off) or a whole number from ${minimum} to ${maximum}.`);
}

/** One of these words, in this spelling. */
export function oneOf<const T extends string>(...values: readonly T[]): z.ZodType<T> {
  return field(
    (value) => values.find((one) => one === value),
    `must be one of ${values.join(', ')}.`,
  );
}

/** `true` or `false`. */
export function flag(): z.ZodType<boolean> {
  return field(
    (value) => (['true', 'false'].includes(value) ? value === 'true' : undefined),
    'must be true or false.',
  );
}

/** A comma separated list of one item or more, each of which has to pass `isItem`. */
export function list(
  isItem: (item: string) => boolean,
  remedy: string,
): z.ZodType<readonly string[]> {
  return field((value) => {
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
    return items.length > 0 && items.every(isItem) ? Object.freeze(items) : undefined;
  }, remedy);
}

/** A URL with a host, as it is written, of one of these schemes: `url('https', 'http')`. */
export function url(...schemes: readonly [string, ...string[]]): z.ZodType<string> {
  return field(
    (value) => {
      const parsed = /\s/.test(value) || !URL.canParse(value) ? undefined : new URL(value);
      const isKnown = schemes.some((scheme) => parsed?.protocol === `${scheme}:`);
      return isKnown && parsed?.hostname ? value : undefined;
    },
    `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}.`,
  );
}
