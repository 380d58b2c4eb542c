import { text } from 'node:stream/consumers';
import type { IssuerSettings } from '../../src/platform/config/settings.js';
import { parseCommandLine } from '../command-line.js';
import { hasOwnProvider, type Environment } from '../configured-provider.js';
import { DEFAULT_AUDIENCE } from '../local-issuer/local-issuer.js';
import { issuerPortOf } from '../start/addresses.js';
import { UserError } from '../user-error.js';
import { decodeToken } from './decode-token.js';
import { readIssuers } from './provider.js';
import { USAGE } from './token-arguments.js';

/** `npm run -s token -- --decode`: the token is an argument, or comes on stdin. */
export async function decodeCommand(env: Environment, args: string[]): Promise<string> {
  const { positionals } = parseCommandLine(args, { decode: { type: 'boolean' } }, USAGE);
  return decodeToken(
    positionals.length > 0 ? positionals.join(' ') : await readStdin(),
    trusted(env),
  );
}

/** The issuers that the API trusts in this environment: as `npm start` does, the local one without any. */
function trusted(env: Environment): readonly IssuerSettings[] {
  if (hasOwnProvider(env)) return readIssuers(env);
  return readIssuers({
    AUTH0_DOMAIN: `http://127.0.0.1:${issuerPortOf(env)}/`,
    AUTH0_AUDIENCE: DEFAULT_AUDIENCE,
  });
}

/** A terminal hands over at most 4 KiB of one line, so a token that is pasted there may be cut off. */
async function readStdin(): Promise<string> {
  if (!process.stdin.isTTY) return text(process.stdin);
  throw new UserError(
    'Pass the token as an argument, or on stdin: pbpaste | npm run -s token -- --decode\n' +
      '(xclip -o or wl-paste on Linux, Get-Clipboard on Windows)',
  );
}
