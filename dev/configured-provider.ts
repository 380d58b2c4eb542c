import { ISSUER_VARIABLES } from '../src/platform/config/variable-groups.js';

/** The variables of an environment, `process.env` for instance. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether this environment brings its own provider, or must, so that no local issuer is wanted.
 * One variable is enough: the API then says which others are missing.
 */
export function hasOwnProvider(env: Environment): boolean {
  const isNamed = ISSUER_VARIABLES.some((variable) => env[variable]?.trim());
  return isNamed || env['NODE_ENV'] === 'production';
}
