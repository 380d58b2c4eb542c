import { ResponseBodyError } from 'openid-client';
import { auth0Token } from './auth0-token.js';
import { hasOwnProvider, type Environment } from './configured-provider.js';
import { DEFAULT_PORT } from './local-issuer/local-issuer.js';
import { localToken } from './local-token.js';
import type { ObtainedToken } from './obtained-token.js';
import { portOf } from './ports.js';
import { loadDotEnv } from './project.js';
import { parseTokenArguments } from './token-arguments.js';
import { fail, UserError } from './user-error.js';

loadDotEnv();
await printToken(process.env, process.argv.slice(2)).catch(fail);

/** The token alone on stdout, so that `TOKEN=$(npm run -s token)` works; words go to stderr. */
async function printToken(env: Environment, args: string[]): Promise<void> {
  const wanted = parseTokenArguments(args);
  const obtain: Promise<ObtainedToken> = hasOwnProvider(env)
    ? auth0Token(env, wanted)
    : localToken(portOf(env, 'LOCAL_ISSUER_PORT', DEFAULT_PORT), wanted);
  const { accessToken, owner, audience } = await obtain.catch(explain);
  console.error(`Access token of ${owner} for ${audience}:`);
  console.log(accessToken);
}

/** What the provider answered is for the reader to mend, at the provider. */
function explain(error: unknown): never {
  if (!(error instanceof ResponseBodyError)) throw error;
  const reason = error.error_description ?? error.error;
  throw new UserError(`The provider refused to issue a token: ${reason}`, { cause: error });
}
