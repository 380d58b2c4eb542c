import { findApiAddress, type ApiAddress } from './start/api-address.js';
import { build, NEST_CLI } from './start/build.js';
import { ChildRunner } from './start/child-runner.js';
import { hasOwnProvider, type Environment } from './configured-provider.js';
import { DEFAULT_PORT, type LocalIssuer } from './local-issuer/local-issuer.js';
import { startLocalIssuer } from './local-issuer/start-local-issuer.js';
import { portOf } from './ports.js';
import { loadDotEnv } from './project.js';
import { signIn } from './sign-in.js';
import { fail } from './user-error.js';
import { waitForApi } from './start/wait-for-api.js';
import { welcomeText } from './start/welcome.js';

const WATCH = [NEST_CLI, 'start', '--watch', '--preserveWatchOutput', '--no-shell'];
const ONCE = ['--enable-source-maps', 'dist/main.js'];

loadDotEnv();
await start(process.env, process.argv.includes('--watch')).then(process.exit, fail);

/** Runs the API, with a local issuer beside it where no provider is configured. */
async function start(env: Environment, isWatching: boolean): Promise<number> {
  const children = new ChildRunner();
  const api = await findApiAddress(env);
  const issuer = hasOwnProvider(env) ? undefined : await startIssuer(env, api);
  if (!isWatching) await build(children);

  let hasEnded = false;
  const running = children
    .run(isWatching ? WATCH : ONCE, {
      env: { PORT: String(api.port), ...settingsFor(issuer) },
      isForgetful: isWatching,
    })
    .finally(() => (hasEnded = true));
  const isUp = await waitForApi(api.url, () => hasEnded);
  if (isUp) console.log(issuer ? await welcome(api, issuer) : `\nThe API answers at ${api.url}\n`);

  const { code } = await running;
  await issuer?.close();
  return children.isStopping ? 0 : code;
}

function startIssuer(env: Environment, { origin, url }: ApiAddress): Promise<LocalIssuer> {
  return startLocalIssuer({
    environment: env['NODE_ENV'],
    port: portOf(env, 'LOCAL_ISSUER_PORT', DEFAULT_PORT),
    apiUrl: url,
    allowedOrigins: [origin, origin.replace('127.0.0.1', 'localhost')],
  });
}

function settingsFor(issuer: LocalIssuer | undefined): Environment {
  if (!issuer) return {};
  return {
    AUTH0_DOMAIN: issuer.issuer,
    AUTH0_AUDIENCE: issuer.audience,
    AUTH0_CLIENT_ID: issuer.managementApplication.clientId,
    AUTH0_CLIENT_SECRET: issuer.managementApplication.clientSecret,
  };
}

async function welcome(api: ApiAddress, issuer: LocalIssuer): Promise<string> {
  const users = issuer.users.list();
  const [first] = users;
  if (!first) return '';
  const { email } = first.profile;
  const { access_token: accessToken } = await signIn({
    issuer: issuer.issuer,
    clientId: issuer.browserApplication.clientId,
    audience: issuer.audience,
    email,
    password: first.password,
    scope: 'openid profile email read:users',
  });
  const isColourful = process.stdout.isTTY && !process.env['NO_COLOR'];
  return welcomeText({
    ...{ apiUrl: api.url, issuer: issuer.issuer, users, tokenOwner: email, accessToken },
    isColourful,
  });
}
