import { boundText } from '../logging/printable.js';
import { ApiException } from './api.exception.js';

/** A field that failed a validation, for a form to show. */
export interface InvalidField {
  /** Such as `address.street` or `items.0.price`. */
  readonly path: string;
  readonly message: string;
}

/** What class-validator finds, as far as a client may see it; it also holds the rejected value. */
export interface ValidationFinding {
  readonly property: string;
  readonly constraints?: Readonly<Record<string, string>> | undefined;
  readonly children?: readonly ValidationFinding[] | undefined;
}

const MAXIMUM_FIELDS = 20;
const MAXIMUM_DEPTH = 10;
const MAXIMUM_PATH_CHARACTERS = 200;

/**
 * The `exceptionFactory` of Nest's `ValidationPipe`: answers `BAD_USER_INPUT` with a readable text, and
 * with `extensions.fields` as data for a form. Never with a value.
 *
 * @example
 * new ValidationPipe({ whitelist: true, exceptionFactory: invalidInput })
 */
export function invalidInput(findings: readonly ValidationFinding[]): ApiException {
  const fields = readFields(findings);
  const message = describeFields(fields) || 'The input is not valid.';
  return new ApiException({ status: 400, code: 'BAD_USER_INPUT', message, data: { fields } });
}

/** The failed fields in the body of an exception; undefined where it holds none. */
export function fieldsOf(findings: readonly unknown[]): InvalidField[] | undefined {
  const known = findings.filter(isFinding);
  return known.length > 0 ? readFields(known) : undefined;
}

export function describeFields(fields: readonly InvalidField[]): string {
  return boundText(fields.map(({ message }) => message).join('; '));
}

function readFields(findings: readonly ValidationFinding[]): InvalidField[] {
  const fields: InvalidField[] = [];
  collect(findings, '', fields, 0);
  return fields;
}

function collect(
  findings: readonly ValidationFinding[],
  parent: string,
  fields: InvalidField[],
  depth: number,
): void {
  for (const { property, constraints = {}, children = [] } of findings) {
    const path = `${parent}${property}`.slice(0, MAXIMUM_PATH_CHARACTERS);
    for (const text of Object.values(constraints)) {
      if (fields.length === MAXIMUM_FIELDS) return;
      fields.push({ path, message: boundText(`${parent}${text}`) });
    }
    if (depth < MAXIMUM_DEPTH) collect(children, `${path}.`, fields, depth + 1);
  }
}

function isFinding(value: unknown): value is ValidationFinding {
  return (
    typeof value === 'object' &&
    value !== null &&
    'property' in value &&
    typeof value.property === 'string' &&
    ('constraints' in value || 'children' in value)
  );
}
