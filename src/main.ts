import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { inspect } from 'node:util';
import { createApp } from './app.js';
import { InvalidEnvironmentError } from './config/invalid-environment.error.js';
import { loadSettings } from './config/load-settings.js';
import { explainListenError, ListenError } from './listen-error.js';

if (existsSync('.env')) process.loadEnvFile('.env');
await start().catch(fail);

async function start(): Promise<void> {
  const settings = loadSettings(process.env);
  const app = await createApp(settings);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      app.close().then(() => process.exit(0), fail);
    });
  }
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    await app.close();
    throw explainListenError(error, settings);
  }
}

/** What the operator can mend is said without a stack; a defect keeps its own. */
function fail(error: unknown): never {
  const isForOperator = error instanceof InvalidEnvironmentError || error instanceof ListenError;
  process.stderr.write(`${isForOperator ? error.message : inspect(error)}\n`);
  process.exit(1);
}
