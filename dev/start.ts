import { compile } from './build/compile.js';
import { hasOwnProvider, type Environment } from './configured-provider.js';
import type { LocalIssuer } from './local-issuer/local-issuer.js';
import { writeManifest } from './operations/write-manifest.js';
import { loadDotEnv, SOURCES } from './project.js';
import { findAddresses, type ApiAddress } from './start/addresses.js';
import { checkSettings } from './start/check-settings.js';
import { watchTypes, Children, startApi } from './start/children.js';
import { settingsFor, startIssuer } from './start/issuer.js';
import { seedDemoData } from './start/demo-data.js';
import { withProgress } from './start/progress.js';
import { UNTIL_MENDED, waitForApi, type Patience } from './start/wait-for-api.js';
import { WatchedApi } from './start/watched-api.js';
import { createWelcome } from './start/welcome.js';
import { fail } from './user-error.js';

loadDotEnv();
await start(process.env, process.argv.includes('--watch')).then(process.exit, fail);

/** Runs the API, with a local issuer beside it where no provider is configured. */
async function start(env: Environment, isWatching: boolean): Promise<number> {
  const wantsIssuer = !hasOwnProvider(env);
  checkSettings(env, wantsIssuer);
  const addresses = await findAddresses(env, wantsIssuer);
  const children = new Children();
  await withProgress('Building the API', compile(SOURCES));
  writeManifest({ isSchemaChecked: false });
  const issuer = wantsIssuer ? await startIssuer(env, addresses) : undefined;
  if (issuer) {
    const seeding = seedDemoData(children, env, issuer.issuer);
    await withProgress('Creating the embedded database', seeding);
  }
  const apiEnv = { PORT: String(addresses.api.port), ...settingsFor(issuer) };
  const code = isWatching
    ? await runWatched(children, apiEnv, addresses.api, issuer)
    : await runOnce(children, apiEnv, addresses.api, issuer);
  await issuer?.close();
  return children.isStopping ? 0 : code;
}

async function runOnce(
  children: Children,
  env: Environment,
  api: ApiAddress,
  issuer: LocalIssuer | undefined,
): Promise<number> {
  const child = startApi(children, env);
  let hasEnded = false;
  void child.ended.then(() => (hasEnded = true));
  const isSilent = await announce(api, issuer, () => hasEnded);
  if (isSilent) await child.stop();
  const code = await child.ended;
  return isSilent ? 1 : code;
}

async function runWatched(
  children: Children,
  env: Environment,
  api: ApiAddress,
  issuer: LocalIssuer | undefined,
): Promise<number> {
  const running = new WatchedApi(children, env).run();
  // An error at boot may take longer to mend than any start.
  await announce(api, issuer, () => children.isStopping, UNTIL_MENDED);
  if (!children.isStopping) watchTypes(children);
  return running;
}

/** Prints the welcome as soon as the API is ready, or why it is not; tells whether it was silent. */
async function announce(
  api: ApiAddress,
  issuer: LocalIssuer | undefined,
  isOver: () => boolean,
  patience?: Patience,
): Promise<boolean> {
  const waiting = waitForApi(api.origin, isOver, patience);
  const outcome = await withProgress('Starting the API', waiting);
  if (outcome.kind === 'ready') {
    console.log(issuer ? await createWelcome(api, issuer) : `\nThe API answers at ${api.url}\n`);
  } else if ('reason' in outcome) {
    console.error(`The API at ${api.url} is not ready after a minute: ${outcome.reason}`);
  }
  return outcome.kind === 'silent';
}
