import { findNearMisses } from './near-misses.js';
import { isLoopbackHost, isPrivateHost } from './private-hosts.js';

type Variables = Readonly<Record<string, string>>;

const MINIMUM_SECRET_LENGTH = 32;
/** Parameters of a URL of PostgreSQL, each of which switches TLS on unless it says no. */
const TLS_PARAMETERS = ['sslmode', 'ssl', 'sslrootcert', 'sslcert', 'sslnegotiation'];
const NO_TLS = ['disable', 'false', '0', 'postgres'];

/** What works and is likely a mistake, and when. */
const WARNINGS: readonly (readonly [isLikely: (env: Variables) => boolean, warning: string])[] = [
  [
    ({ LOG_PSEUDONYM_SECRET: secret }) =>
      secret !== undefined && secret.length < MINIMUM_SECRET_LENGTH,
    'LOG_PSEUDONYM_SECRET is short enough to be guessed. Make one with: openssl rand -hex 32',
  ],
  [
    ({ NODE_ENV: mode, HOST: host }) =>
      mode !== 'production' && host !== undefined && !isLoopbackHost(host),
    'HOST lets other machines reach an API in development mode, which shows its schema and hints. Set NODE_ENV=production, or remove HOST.',
  ],
  [
    ({ DATABASE_URL: url, PGSSLMODE: mode }) => isPlainPostgres(url, mode) && isFarAway(url),
    'DATABASE_URL sends its password and all data unencrypted to a public host. Add sslmode=verify-full to it.',
  ],
  [
    ({ REDIS_URL: url }) => url?.startsWith('redis:') === true && isFarAway(url),
    'REDIS_URL sends its password and all data unencrypted to a public host. Use rediss:// in it.',
  ],
];

/**
 * Warnings that do not prevent the start: one sentence each, with names of variables alone and never
 * a value.
 *
 * @param env the variables that are present
 * @param names the variables that are read
 */
export function findWarnings(env: Variables, names: readonly string[]): string[] {
  const risks = WARNINGS.filter(([isLikely]) => isLikely(env));
  return [...findNearMisses(env, names), ...risks.map(([, warning]) => warning)];
}

function isPlainPostgres(url: string | undefined, mode = ''): boolean {
  if (!url?.startsWith('postgres') || !URL.canParse(url)) return false;
  const { searchParams } = new URL(url);
  const given = TLS_PARAMETERS.flatMap((name) => searchParams.get(name) ?? []);
  const choices = given.length > 0 ? given : [mode].filter(Boolean);
  return choices.every((choice) => NO_TLS.includes(choice));
}

function isFarAway(url: string | undefined): boolean {
  if (!url || !URL.canParse(url)) return false;
  const { hostname, searchParams } = new URL(url);
  return !isPrivateHost(searchParams.get('host') ?? hostname);
}
