import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { UsageError } from './accounts/command/arguments.js';
import { runAccountCommand } from './accounts/command/run-account-command.js';
import { loadDatabaseSettings } from './platform/config/database-settings.js';
import { recordedName } from './platform/config/issuers.js';
import { createDatabase } from './platform/database/create-database.js';
import type { Database } from './platform/database/index.js';
import { failCommand } from './platform/database/fail-command.js';

/** Manages accounts from a terminal: node dist/account.js */
if (existsSync('.env')) process.loadEnvFile('.env');
Logger.overrideLogger(false);
let database: Database | undefined;
try {
  const output = await runAccountCommand(process.argv.slice(2), open, (issuer) =>
    recordedName(issuer, process.env),
  );
  process.stdout.write(`${output}\n`);
} catch (error) {
  await database?.close();
  if (!(error instanceof UsageError)) failCommand(error);
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
await database?.close();

async function open(): Promise<Database> {
  const { databaseUrl } = loadDatabaseSettings(process.env);
  database = await createDatabase(databaseUrl, 1);
  await database.open();
  return database;
}
