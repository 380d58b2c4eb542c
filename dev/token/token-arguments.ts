import { parseCommandLine } from '../command-line.js';
import { UserError } from '../user-error.js';

const PROVIDERS = ['auth0', 'authaction', 'oidc'];
/** A scope as RFC 6749 defines it (section 3.3). */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

export const USAGE = `Usage: npm run -s token                       a token of the first demo user, or a browser login
       npm run -s token -- chloe              of another demo user, by name or e-mail
       npm run -s token -- --machine          of an application instead of a user

       npm run -s token -- --discover URL     for any API that publishes who issues its tokens (RFC 9728)
       npm run -s token -- --decode TOKEN     says what a token contains, and why the API refuses it;
                                              without TOKEN it comes on stdin

       --permission read:orders               a permission beside those of the demo user, for this token
       --dpop                                 bound to a key: prints a curl line with the proof that it needs
       --expires 25s                          how long the local issuer's token is good for: 25s, 10m, 2h
       --provider auth0|authaction|oidc       which one, where several are configured
       --issuer https://id.example.com/       which one, where the API of --discover accepts several
       --scope "openid profile email"         what to ask for
       --env                                  also a refresh token, as lines for a shell: eval "$(…)"
       --help                                 this text

The demo users and their permissions stand in dev/demo-users.ts.`;

const OPTIONS = {
  machine: { type: 'boolean', default: false },
  env: { type: 'boolean', default: false },
  dpop: { type: 'boolean', default: false },
  provider: { type: 'string' },
  scope: { type: 'string' },
  discover: { type: 'string' },
  issuer: { type: 'string' },
  expires: { type: 'string' },
  permission: { type: 'string', multiple: true, default: [] as string[] },
} as const;

/** Whose token is wanted, and how. */
export interface TokenArguments {
  readonly isMachine: boolean;
  /** A demo user by name or e-mail; the first one unless given. */
  readonly user: string | undefined;
  readonly provider: string | undefined;
  readonly scope: string | undefined;
  /** Permissions of the local issuer's token beside those of the user. */
  readonly permissions: readonly string[];
  /** Of the local issuer's token, in seconds; the issuer's own unless given. */
  readonly lifetime: number | undefined;
  /** Asks for a refresh token, too, and prints variables instead of the token alone. */
  readonly isRefreshable: boolean;
  /** Binds the token to a new key (DPoP), and prints a request instead of the token alone. */
  readonly dpop: boolean;
  /** The key that the token shall be bound to; a bearer token has none. */
  readonly keyPair?: CryptoKeyPair | undefined;
  /** The address of the API that says who issues its tokens. */
  readonly discover: string | undefined;
  /** One of the issuers of that API. */
  readonly issuer: string | undefined;
}

/** Reads the command line of `npm run token`. */
export function parseTokenArguments(args: string[]): TokenArguments {
  const { values, positionals } = parseCommandLine(args, OPTIONS, USAGE);
  const { machine: isMachine, env: isRefreshable, provider, scope, permission } = values;
  const [user, ...surplus] = positionals;
  if (surplus.length > 0) refuse(`One user at a time: ${positionals.join(', ')}`);
  if (user && isMachine)
    refuse(`A token is either of ${user} or, with --machine, of an application`);
  if (provider !== undefined && !PROVIDERS.includes(provider)) {
    refuse(`There is no provider ${provider}`);
  }
  const permissions = permission.flatMap((text) => text.split(/[\s,]+/)).filter(Boolean);
  const wrong = [...permissions, ...(scope?.split(' ') ?? [])].find((word) => !SCOPE.test(word));
  if (wrong !== undefined) refuse(`"${wrong}" is neither a scope nor a permission`);
  const { discover, issuer, expires } = values;
  const { dpop } = values;
  const lifetime = expires === undefined ? undefined : readLifetime(expires);
  if (discover !== undefined && provider !== undefined) {
    refuse('--discover finds the issuer, so --provider is not needed');
  }
  if (dpop && isRefreshable) refuse('--dpop prints a request and --env variables: choose one');
  if (issuer !== undefined && discover === undefined) refuse('--issuer goes with --discover');
  return {
    ...{ isMachine, user, provider, scope, permissions, isRefreshable, discover, issuer },
    lifetime,
    dpop,
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const DAY = 86_400;

function readLifetime(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? 0);
  if (seconds >= 1 && seconds <= DAY) return seconds;
  return refuse(`--expires is a time from 1s to 24h, such as 25s or 10m, not "${text}"`);
}

function refuse(problem: string): never {
  throw new UserError(`${problem}.\n\n${USAGE}`);
}
