/** The payload of an access token: RFC 7519, section 4.1, and RFC 9068, section 2.2. */
export interface Claims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly aud?: unknown;
  readonly exp?: unknown;
  readonly nbf?: unknown;
  readonly iat?: unknown;
  readonly [claim: string]: unknown;
}

const MAXIMUM_CHARACTERS = 255;

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** A lone surrogate becomes another character in UTF-8, so that two identifiers would be one. */
export function isIdentifier(value: unknown): value is string {
  return (
    isText(value) && value !== '' && value.length <= MAXIMUM_CHARACTERS && value.isWellFormed()
  );
}
