import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import type { Queries } from './database.js';

/** At the top level of the project, from `src/platform/database` as from `dist/platform/database`. */
const FOLDER = fileURLToPath(new URL('../../../migrations', import.meta.url));
const BREAKPOINT = '--> statement-breakpoint';

/** A number that no other use of advisory locks takes. */
const LOCK = 30_800_000_014;
/** A change of a busy table gives up rather than block every query behind it. */
const LOCK_TIMEOUT = '10s';

/** One file of plain SQL. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** All migrations in the order of their names, in which they are applied. */
export function readMigrations(folder = FOLDER): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      name: basename(file, '.sql'),
      statements: readFileSync(join(folder, file), 'utf8').split(BREAKPOINT),
    }));
}

/** Those of the migrations that the database does not have yet. */
export async function findPendingMigrations(
  db: Queries,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const { rows } = await db.execute<{ exists: boolean }>(
    sql`select to_regclass('schema_migrations') is not null as "exists"`,
  );
  if (!rows[0]?.exists) return [...migrations];
  const applied = await db.execute<{ name: string }>(sql`select name from schema_migrations`);
  const names = new Set(applied.rows.map(({ name }) => name));
  return migrations.filter(({ name }) => !names.has(name));
}

/**
 * Applies what is pending, all or nothing. However many processes do so at once, one applies and
 * the others wait for it. Returns what this call applied.
 */
export function applyMigrations(
  db: Queries,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`);
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    await tx.execute(sql.raw(`set local lock_timeout = '${LOCK_TIMEOUT}'`));
    await tx.execute(sql`
      create table if not exists schema_migrations (
        name text primary key,
        applied_at timestamptz not null default now()
      )`);
    const pending = await findPendingMigrations(tx, migrations);
    for (const { name, statements } of pending) {
      for (const statement of statements) await tx.execute(sql.raw(statement));
      await tx.execute(sql`insert into schema_migrations (name) values (${name})`);
    }
    return pending;
  });
}
