import { hasOwnProvider, type Environment } from './configured-provider.js';
import { boundRequest, withKey } from './token/bound-request.js';
import { decodeCommand } from './token/decode-command.js';
import { discoveredToken } from './token/discovered-token.js';
import { explainRefusal } from './token/explain-refusal.js';
import { issuerPortOf } from './start/addresses.js';
import { localToken } from './token/local-token.js';
import type { ObtainedToken } from './token/obtained-token.js';
import { loadDotEnv } from './project.js';
import { providerToken } from './token/provider-token.js';
import { parseTokenArguments, type TokenArguments } from './token/token-arguments.js';
import { fail } from './user-error.js';

loadDotEnv();
await printToken(process.env, process.argv.slice(2)).catch((error: unknown) =>
  fail(explainRefusal(error)),
);

/** The token alone on stdout, so that `TOKEN=$(npm run -s token)` works; words go to stderr. */
async function printToken(env: Environment, args: string[]): Promise<void> {
  if (args.includes('--decode')) return console.log(await decodeCommand(env, args));
  const wanted = await withKey(parseTokenArguments(args));
  const token = await obtain(env, wanted);
  console.error(`Access token of ${token.owner} for ${token.audience}:`);
  if (token.leftOut?.length) {
    console.error(`The provider did not grant: ${token.leftOut.join(', ')}`);
  }
  if (wanted.keyPair) return console.log(await boundRequest(env, wanted, token.accessToken));
  console.log(wanted.isRefreshable ? shellVariables(token) : token.accessToken);
}

function obtain(env: Environment, wanted: TokenArguments): Promise<ObtainedToken> {
  if (wanted.discover !== undefined) return discoveredToken(env, wanted.discover, wanted);
  return hasOwnProvider(env) ? providerToken(env, wanted) : localToken(issuerPortOf(env), wanted);
}

function shellVariables({ accessToken, refresh }: ObtainedToken): string {
  return Object.entries({
    TOKEN: accessToken,
    ...(refresh && {
      REFRESH_TOKEN: refresh.token,
      TOKEN_URL: refresh.tokenUrl,
      CLIENT_ID: refresh.clientId,
    }),
  })
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join('\n');
}
