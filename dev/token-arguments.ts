import { parseArgs } from 'node:util';
import { UserError } from './user-error.js';

const USAGE = `Usage: npm run -s token                    a token of the first demo user
       npm run -s token -- chloe           of another one, by name or e-mail
       npm run -s token -- --machine       of an application instead of a user`;

/** Whose token is wanted. */
export interface TokenArguments {
  readonly isMachine: boolean;
  /** A demo user by name or e-mail; the first one unless given. */
  readonly user: string | undefined;
}

/** Reads the command line of `npm run token`. */
export function parseTokenArguments(args: string[]): TokenArguments {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { machine: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [user, ...surplus] = positionals;
    if (surplus.length > 0 || (user && values.machine))
      throw new Error('either a user or --machine');
    return { isMachine: values.machine, user };
  } catch (error) {
    throw new UserError(USAGE, { cause: error });
  }
}
