/** The value of a variable, or what is wrong with it. */
type Reading<T> = { readonly value: T } | { readonly remedy: string };

/** How a variable becomes a value; an undefined text is a missing variable. */
export class Field<T> {
  constructor(readonly read: (text: string | undefined) => Reading<T>) {}

  optional(): Field<T | undefined> {
    return this.otherwise(undefined);
  }

  default(value: T): Field<T> {
    return this.otherwise(value);
  }

  private otherwise<D>(value: D): Field<T | D> {
    return new Field<T | D>((text) => (text === undefined ? { value } : this.read(text)));
  }
}

/** A text that `read` turns into a value; undefined is a problem, and `remedy` says what is valid. */
export function field<T>(read: (text: string) => T | undefined, remedy: string): Field<T> {
  return new Field((text) => {
    if (text === undefined) return { remedy: 'is missing.' };
    const value = read(text);
    return value === undefined ? { remedy } : { value };
  });
}

/** Any text. */
export function text(): Field<string> {
  return field((value) => value, '');
}

/** A whole number within these bounds, in decimal digits. */
export function wholeNumber(minimum: number, maximum: number): Field<number> {
  return field((value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    return number >= minimum && number <= maximum ? number : undefined;
  }, `must be a whole number from ${minimum} to ${maximum}.`);
}

/** 0, which switches something off, or a whole number within these bounds. */
export function zeroOr(minimum: number, maximum: number): Field<number> {
  return field((value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    return number === 0 || (number >= minimum && number <= maximum) ? number : undefined;
  }, `must be 0 (off) or a whole number from ${minimum} to ${maximum}.`);
}

/** One of these words, in this spelling. */
export function oneOf<const T extends string>(...values: readonly T[]): Field<T> {
  return field(
    (value) => values.find((one) => one === value),
    `must be one of ${values.join(', ')}.`,
  );
}

/** `true` or `false`. */
export function flag(): Field<boolean> {
  return field(
    (value) => (['true', 'false'].includes(value) ? value === 'true' : undefined),
    'must be true or false.',
  );
}

/** A comma separated list of one item or more, each of which has to pass `isItem`. */
export function list(isItem: (item: string) => boolean, remedy: string): Field<readonly string[]> {
  return field((value) => {
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
    return items.length > 0 && items.every(isItem) ? Object.freeze(items) : undefined;
  }, remedy);
}

/** A URL with a host, as it is written, of one of these schemes: `url('https', 'http')`. */
export function url(...schemes: readonly [string, ...string[]]): Field<string> {
  return field(
    (value) => {
      const parsed = /\s/.test(value) || !URL.canParse(value) ? undefined : new URL(value);
      const isKnown = schemes.some((scheme) => parsed?.protocol === `${scheme}:`);
      return isKnown && parsed?.hostname ? value : undefined;
    },
    `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}.`,
  );
}
