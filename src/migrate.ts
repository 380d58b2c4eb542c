import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { loadDatabaseSettings } from './platform/config/database-settings.js';
import { migrateDatabase } from './platform/database/migrate-database.js';
import { failCommand } from './platform/database/fail-command.js';

/** Applies the migrations to the database of `DATABASE_URL`: node dist/migrate.js */
if (existsSync('.env')) process.loadEnvFile('.env');
Logger.overrideLogger(false);
try {
  const { databaseUrl } = loadDatabaseSettings(process.env);
  const applied = await migrateDatabase(databaseUrl);
  const lines = applied.map((name) => `Applied ${name}`);
  process.stdout.write(`${[...lines, 'The schema is current.'].join('\n')}\n`);
} catch (error) {
  failCommand(error);
}
