import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { checkVersion } from './check-server.js';
import { createDatabase } from './create-database.js';
import type { Queries } from './database.js';
import { DriverError } from './driver-error.js';
import { explainConnectionError } from './explain-connection-error.js';
import { applyMigrations, readMigrations } from './migrations.js';
import { UnusableDatabaseError } from './unusable-database.error.js';

const CONNECT_MS = 10_000;

/**
 * Applies what is pending to the database that a URL names, and returns the names.
 *
 * @throws UnusableDatabaseError that says what the operator has to do
 */
export async function migrateDatabase(url: string | undefined): Promise<string[]> {
  if (!url)
    throw new UnusableDatabaseError('DATABASE_URL is missing: set it to a postgres:// URL.');
  // The embedded database applies its migrations when it opens.
  if (url.startsWith('pglite:')) return openOnce(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  // The query under way fails too; unheard, the event would end the process with a stack.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const db = drizzle(client) as unknown as Queries;
    await checkVersion(db);
    return (await applyMigrations(db, readMigrations())).map(({ name }) => name);
  } catch (error) {
    throw error instanceof UnusableDatabaseError ? error : explain(error);
  } finally {
    // A server that does not answer would not answer this either.
    void client.end().catch(() => undefined);
  }
}

async function openOnce(url: string): Promise<string[]> {
  const database = await createDatabase(url, 1);
  try {
    await database.run(() => Promise.resolve());
    return [];
  } finally {
    await database.close();
  }
}

function explain(error: unknown): UnusableDatabaseError {
  const { sqlState, statement, message } = new DriverError(error);
  const isRefused = statement !== undefined && sqlState !== undefined && sqlState !== '42501';
  return new UnusableDatabaseError(
    isRefused
      ? `Nothing was applied: PostgreSQL answered "${message}" (SQLSTATE ${sqlState}) to\n${statement}`
      : `DATABASE_URL: ${explainConnectionError(error)}.`,
  );
}
