import type { z } from 'zod';
import type { EnvironmentProblem } from './invalid-environment.error.js';

/** The variables that are set, without the space around them; an empty one counts as missing. */
export function presentVariables(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
}

/** The values of these variables, or what is wrong with them; a problem holds no value. */
export function readVariables<Schema extends z.ZodObject>(
  schema: Schema,
  present: Readonly<Record<string, string>>,
): { values: z.output<Schema> | undefined; problems: EnvironmentProblem[] } {
  const result = schema.safeParse(present);
  if (result.success) return { values: result.data, problems: [] };
  const problems = result.error.issues.map(({ path, message }) => ({
    variable: String(path[0]),
    remedy: message,
  }));
  return { values: undefined, problems };
}
