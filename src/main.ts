import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { FEATURE_SETTINGS } from './app.settings.js';
import { InvalidEnvironmentError } from './platform/config/invalid-environment.error.js';
import { explainLoadError } from './platform/config/load-error.js';
import { loadSettings } from './platform/config/load-settings.js';
import { PACKAGE } from './platform/config/package.js';
import { explainListenError, ListenError } from './platform/config/listen-error.js';
import { UnusableOperationsError } from './platform/graphql/documents/manifest.js';
import { UnusableDatabaseError } from './platform/database/unusable-database.error.js';
import { GracefulShutdown } from './platform/http/graceful-shutdown.js';
import { startTracing } from './platform/telemetry/start-tracing.js';

const FOR_OPERATORS = [
  InvalidEnvironmentError,
  ListenError,
  UnusableDatabaseError,
  UnusableOperationsError,
];

if (existsSync('.env')) process.loadEnvFile('.env');
await start().catch(fail);

async function start(): Promise<void> {
  const settings = loadSettings(process.env, FEATURE_SETTINGS);
  const endTracing = await startTracing(process.env);
  // Imported late: tracing can only change what is loaded after it.
  const { createApp } = await import('./app.js').catch((error: unknown) => {
    throw explainLoadError(error);
  });
  const app = await createApp(settings);
  const logger = new Logger('API');
  for (const warning of settings.warnings) logger.warn(warning);
  const shutdown = new GracefulShutdown(app, settings);
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    throw explainListenError(error, settings);
  }
  logger.log(`Listening at ${await app.getUrl()}/graphql (version ${PACKAGE.version})`);
  onSignal(() => shutdown.run().then(endTracing));
}

/** The first signal ends the process gracefully, a second one at once. */
function onSignal(end: () => Promise<void>): void {
  let isEnding = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isEnding) process.exit(1);
      isEnding = true;
      end().then(() => process.exit(0), fail);
    });
  }
}

/** Errors that an operator can mend print one line; defects print their stack. */
function fail(error: unknown): never {
  process.stderr.write(`${isForOperator(error) ? error.message : inspect(error)}\n`);
  process.exit(1);
}

function isForOperator(error: unknown): error is Error {
  return FOR_OPERATORS.some((known) => error instanceof known);
}
