import { parseArgs } from 'node:util';
import { UserError } from '../user-error.js';

const USAGE = `Usage: npm run -s token                       a token of the first demo user, or a browser login
       npm run -s token -- chloe              of another demo user, by name or e-mail
       npm run -s token -- --machine          of an application instead of a user

       --provider auth0|authaction|oidc       which one, where several are configured
       --scope "openid profile email"         what to ask for
       --env                                  also a refresh token, as lines for a shell: eval "$(…)"`;

/** Whose token is wanted, and how. */
export interface TokenArguments {
  readonly isMachine: boolean;
  /** A demo user by name or e-mail; the first one unless given. */
  readonly user: string | undefined;
  readonly provider: string | undefined;
  readonly scope: string | undefined;
  /** Asks for a refresh token, too, and prints variables instead of the token alone. */
  readonly isRefreshable: boolean;
}

/** Reads the command line of `npm run token`. */
export function parseTokenArguments(args: string[]): TokenArguments {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: {
        machine: { type: 'boolean', default: false },
        env: { type: 'boolean', default: false },
        provider: { type: 'string' },
        scope: { type: 'string' },
      },
      allowPositionals: true,
    });
    const { machine: isMachine, env: isRefreshable, provider, scope } = values;
    const [user, ...surplus] = positionals;
    if (surplus.length > 0 || (user && isMachine)) throw new Error('either a user or --machine');
    return { isMachine, user, provider, scope, isRefreshable };
  } catch (error) {
    throw new UserError(USAGE, { cause: error });
  }
}
