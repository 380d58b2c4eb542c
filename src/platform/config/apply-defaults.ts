import { fileURLToPath } from 'node:url';
import { toCorsSettings } from './cors-settings.js';
import { toDatabaseSettings } from './database-settings.js';
import { toDpopSettings } from './dpop-settings.js';
import type { Environment } from './environment.schema.js';
import { toLimitSettings } from './limit-settings.js';
import { ownUrlOf, publicUrlOf, readBasics } from './own-address.js';
import { Settings } from './settings.js';

/** At the top level of the project, seen from `src` and from `dist`. */
const OPERATIONS_FOLDER = fileURLToPath(new URL('../../../operations', import.meta.url));

/** The platform's settings out of valid variables; here is every default. */
export function applyDefaults(
  env: Environment,
  others: Pick<Settings, 'issuers' | 'features' | 'warnings'>,
): Settings {
  const { environment, isProduction, host, port } = readBasics(env);
  return new Settings({
    environment,
    host,
    port,
    publicUrl: publicUrlOf(env),
    mcpUrl: env.MCP_URL ?? ownUrlOf(env, '/mcp'),
    metricsPort: env.METRICS_PORT,
    metricsHost: env.METRICS_HOST ?? '127.0.0.1',
    logLevel: env.LOG_LEVEL ?? 'info',
    logPseudonymSecret: env.LOG_PSEUDONYM_SECRET,
    ...toCorsSettings(env, isProduction),
    dpop: toDpopSettings(env),
    ...toDatabaseSettings(env),
    redisUrl: env.REDIS_URL,
    ...toLimitSettings(env, isProduction),
    trustedDocuments: env.TRUSTED_DOCUMENTS ?? 'off',
    operationsFolder: OPERATIONS_FOLDER,
    trustProxy: env.TRUST_PROXY ?? false,
    shutdownGraceSeconds: env.SHUTDOWN_GRACE_SECONDS ?? 10,
    ...others,
  });
}
