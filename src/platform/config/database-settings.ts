import { z } from 'zod';
import { field, oneOf, url, wholeNumber } from './fields.js';
import { InvalidEnvironmentError, type EnvironmentProblem } from './invalid-environment.error.js';
import { presentVariables, readVariables } from './read-variables.js';

/** The embedded database by its folder, which is for development and tests. */
const EMBEDDED = /^pglite:[^?#]+$/;
const DEVELOPMENT_DATABASE = 'pglite:.local-database';
const POOL_SIZE = 10;

/** The variables that say which database is used, for processes that need nothing else. */
export const databaseFields = {
  NODE_ENV: oneOf('development', 'test', 'production').optional(),
  DATABASE_URL: field((value) => {
    const isUsable = EMBEDDED.test(value) || url('postgres', 'postgresql').safeParse(value).success;
    return isUsable ? value : undefined;
  }, 'must be a postgres:// URL.').optional(),
  DATABASE_POOL_SIZE: wholeNumber(1, 1_000).optional(),
};

const schema = z.object(databaseFields);

export interface DatabaseSettings {
  readonly databaseUrl: string | undefined;
  readonly databasePoolSize: number;
}

export function toDatabaseSettings(env: z.output<typeof schema>): DatabaseSettings {
  const isDevelopment = (env.NODE_ENV ?? 'development') === 'development';
  return {
    databaseUrl: env.DATABASE_URL ?? (isDevelopment ? DEVELOPMENT_DATABASE : undefined),
    databasePoolSize: env.DATABASE_POOL_SIZE ?? POOL_SIZE,
  };
}

export function findDatabaseProblems(env: z.output<typeof schema>): EnvironmentProblem[] {
  const isEmbedded = env.DATABASE_URL !== undefined && EMBEDDED.test(env.DATABASE_URL);
  if (env.NODE_ENV !== 'production' || !isEmbedded) return [];
  const remedy = 'must be a postgres:// URL: the embedded database is not for production.';
  return [{ variable: 'DATABASE_URL', remedy }];
}

/**
 * Reads the database's variables alone.
 *
 * @throws InvalidEnvironmentError with every problem at once, without values
 */
export function loadDatabaseSettings(
  env: Readonly<Record<string, string | undefined>>,
): DatabaseSettings {
  const { values, problems } = readVariables(schema, presentVariables(env));
  const all = [...problems, ...(values ? findDatabaseProblems(values) : [])];
  if (!values || all.length > 0) throw new InvalidEnvironmentError(all);
  return toDatabaseSettings(values);
}
