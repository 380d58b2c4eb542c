import { hasOwnProvider, type Environment } from './configured-provider.js';
import { explainRefusal } from './token/explain-refusal.js';
import { issuerPortOf } from './start/addresses.js';
import type { ObtainedToken } from './token/obtained-token.js';
import { loadDotEnv } from './project.js';
import { parseTokenArguments, type TokenArguments } from './token/token-arguments.js';
import { fail } from './user-error.js';

loadDotEnv();
await printToken(process.env, process.argv.slice(2)).catch((error: unknown) =>
  fail(explainRefusal(error)),
);

/** The token alone on stdout, so that `TOKEN=$(npm run -s token)` works; words go to stderr. */
async function printToken(env: Environment, args: string[]): Promise<void> {
  if (args.includes('--decode')) {
    const { decodeCommand } = await import('./token/decode-command.js');
    return console.log(await decodeCommand(env, args));
  }
  const wanted = parseTokenArguments(args);
  const obtainFor = (one: TokenArguments) => obtainAloud(env, one);
  const dpop = wanted.dpop && (await import('./token/dpop-request.js'));
  if (dpop) return console.log(await dpop.dpopRequest(env, wanted, obtainFor));
  const token = await obtainFor(wanted);
  console.log(wanted.isRefreshable ? shellVariables(token) : token.accessToken);
}

async function obtainAloud(env: Environment, wanted: TokenArguments): Promise<ObtainedToken> {
  const token = await obtain(env, wanted);
  console.error(`Access token of ${token.owner} for ${token.audience}:`);
  if (token.leftOut?.length) {
    console.error(`The provider did not grant: ${token.leftOut.join(', ')}`);
  }
  return token;
}

/** Loads only the way that is asked for: some of them judge a token as the API does. */
async function obtain(env: Environment, wanted: TokenArguments): Promise<ObtainedToken> {
  if (wanted.discover !== undefined) {
    const { discoveredToken } = await import('./token/discovered-token.js');
    return discoveredToken(env, wanted.discover, wanted);
  }
  if (hasOwnProvider(env)) {
    const { providerToken } = await import('./token/provider-token.js');
    return providerToken(env, wanted);
  }
  const { localToken } = await import('./token/local-token.js');
  return localToken(issuerPortOf(env), wanted);
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
