import { ApiException } from '../http/api.exception.js';

/** Levels of lists and objects in one variable. */
const MAXIMUM_DEPTH = 100;

/**
 * Undefined where the variables can be coerced in linear time: JavaScript compares each list in the
 * text of a value with all the lists around it.
 */
export function findTooDeepVariable(
  variables: Readonly<Record<string, unknown>> | null | undefined,
): ApiException | undefined {
  for (const name in variables) {
    if (isDeeper(variables[name], MAXIMUM_DEPTH)) {
      return new ApiException({
        status: 400,
        code: 'BAD_USER_INPUT',
        message: `A variable is nested more than ${MAXIMUM_DEPTH} levels deep: use fewer levels.`,
      });
    }
  }
  return undefined;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((member) => isDeeper(member, levels - 1));
}
