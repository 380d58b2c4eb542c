import type { Field } from './fields.js';
import type { EnvironmentProblem } from './invalid-environment.error.js';

/** The variables that are set, without the space around them; an empty one counts as missing. */
export function presentVariables(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
}

/** What these fields read. */
export type ValuesOf<Fields extends Readonly<Record<string, Field<unknown>>>> = {
  readonly [Name in keyof Fields]: Fields[Name] extends Field<infer T> ? T : never;
};

/** The values of these variables, or what is wrong with them; a problem holds no value. */
export function readVariables<const Fields extends Readonly<Record<string, Field<unknown>>>>(
  fields: Fields,
  present: Readonly<Record<string, string>>,
): { values: ValuesOf<Fields> | undefined; problems: EnvironmentProblem[] } {
  const problems: EnvironmentProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [variable, { read }] of Object.entries(fields)) {
    const reading = read(present[variable]);
    if ('remedy' in reading) problems.push({ variable, remedy: reading.remedy });
    else values[variable] = reading.value;
  }
  return { values: problems.length > 0 ? undefined : (values as ValuesOf<Fields>), problems };
}
