import { isIPv6 } from 'node:net';
import { findDatabaseProblems, toDatabaseSettings } from './database-settings.js';
import { environmentSchema, type Environment } from './environment.schema.js';
import { InvalidEnvironmentError, type EnvironmentProblem } from './invalid-environment.error.js';
import { readIssuers } from './issuers.js';
import { findNearMisses } from './near-misses.js';
import { Settings } from './settings.js';
import { findGroupProblems } from './variable-groups.js';

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;
const MINIMUM_SECRET_LENGTH = 32;
const WEAK_SECRET =
  'LOG_PSEUDONYM_SECRET is short enough to be guessed. Make one with: openssl rand -hex 32';
const APOLLO_STUDIO = 'https://studio.apollographql.com';

/**
 * Reads an environment into complete, frozen settings. Pure: it neither reads `process.env` nor
 * prints. An empty variable counts as missing.
 *
 * @throws InvalidEnvironmentError with every problem at once, by variable name, without values.
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const present = trimmed(env);
  const result = environmentSchema.safeParse(present);
  const problems = [...findGroupProblems(present)];
  const warnings = findWarnings(present);
  if (!result.success) {
    problems.push(...result.error.issues.map(toProblem));
    throw new InvalidEnvironmentError(problems, warnings);
  }
  const issuers = readIssuers(result.data);
  problems.push(...issuers.problems, ...findDatabaseProblems(result.data));
  if (problems.length > 0) throw new InvalidEnvironmentError(problems, warnings);
  return toSettings(result.data, issuers.issuers, warnings);
}

function findWarnings(env: Readonly<Record<string, string>>): string[] {
  const secret = env['LOG_PSEUDONYM_SECRET'];
  const isWeak = secret !== undefined && secret.length < MINIMUM_SECRET_LENGTH;
  return [
    ...findNearMisses(env, Object.keys(environmentSchema.shape)),
    ...(isWeak ? [WEAK_SECRET] : []),
  ];
}

function toSettings(
  env: Environment,
  issuers: Settings['issuers'],
  warnings: readonly string[],
): Settings {
  const environment = env.NODE_ENV ?? 'development';
  const isProduction = environment === 'production';
  const host = env.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1');
  const port = env.PORT ?? 3000;
  return new Settings({
    environment,
    host,
    port,
    publicUrl: env.PUBLIC_URL ?? (environment === 'development' ? urlOf(host, port) : undefined),
    metricsPort: env.METRICS_PORT,
    metricsHost: env.METRICS_HOST ?? '127.0.0.1',
    logLevel: env.LOG_LEVEL ?? 'info',
    logPseudonymSecret: env.LOG_PSEUDONYM_SECRET,
    corsOrigins: env.CORS_ORIGINS ?? (isProduction ? [] : [APOLLO_STUDIO, LOOPBACK_ORIGIN]),
    corsHeaders: (env.CORS_HEADERS ?? []).map((name) => name.toLowerCase()),
    issuers,
    ...toDatabaseSettings(env),
    profileCacheSeconds: env.PROFILE_CACHE_SECONDS ?? 60,
    redisUrl: env.REDIS_URL,
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE ?? (isProduction ? 600 : 0),
    trustProxy: env.TRUST_PROXY ?? false,
    shutdownGraceSeconds: env.SHUTDOWN_GRACE_SECONDS ?? 10,
    warnings,
  });
}

/** Where a server on this machine answers; undefined where only the listening socket knows. */
function urlOf(host: string, port: number): string | undefined {
  if (port === 0) return undefined;
  const address = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}/graphql`;
}

function trimmed(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
}

function toProblem(issue: { path: PropertyKey[]; message: string }): EnvironmentProblem {
  return { variable: String(issue.path[0]), remedy: issue.message };
}
