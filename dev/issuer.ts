import { once } from 'node:events';
import { loadDotEnv } from './project.js';
import { findAddresses } from './start/addresses.js';
import { lifetimeOf } from './start/check-settings.js';
import { settingsFor, startIssuer } from './start/issuer.js';
import { fail, UserError } from './user-error.js';

/** The local issuer alone, for an API that is started by itself: a rehearsal of production. */
loadDotEnv();
await serve().catch(fail);

async function serve(): Promise<void> {
  if (lifetimeOf(process.env) === undefined) {
    throw new UserError('LOCAL_ISSUER_TOKEN_SECONDS must be a whole number from 1 to 86400.');
  }
  const issuer = await startIssuer(process.env, await findAddresses(process.env, true));
  const settings = Object.entries(settingsFor(issuer)).map(([name, value]) => `${name}=${value}`);
  console.log(`The local issuer answers at ${issuer.issuer}

An API with these variables trusts it, also with NODE_ENV=production:

${settings.join('\n')}

A token:  npm run -s token
Stop:     Ctrl+C`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await issuer.close();
}
