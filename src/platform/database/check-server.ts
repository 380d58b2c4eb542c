import { sql } from 'drizzle-orm';
import type { Queries } from './database.js';
import { findPendingMigrations, type Migration } from './migrations.js';
import { UnusableDatabaseError } from './unusable-database.error.js';

const OLDEST_MAJOR = 14;

/** @throws UnusableDatabaseError for a server that is too old */
export async function checkVersion(db: Queries): Promise<void> {
  const { rows } = await db.execute<{ version: string }>(
    sql`select current_setting('server_version_num') as version`,
  );
  const major = Math.floor(Number(rows[0]?.version) / 10_000);
  if (major >= OLDEST_MAJOR) return;
  throw new UnusableDatabaseError(
    `DATABASE_URL names PostgreSQL ${major}, which is too old: use ${OLDEST_MAJOR} or later.`,
  );
}

/** @throws UnusableDatabaseError when migrations have to be applied first */
export async function checkSchema(db: Queries, migrations: readonly Migration[]): Promise<void> {
  const pending = await findPendingMigrations(db, migrations);
  if (pending.length === 0) return;
  const names = pending.map(({ name }) => name).join(', ');
  throw new UnusableDatabaseError(
    `The database of DATABASE_URL lacks ${names}: run node dist/migrate.js (npm run db:migrate), then start again.`,
  );
}
