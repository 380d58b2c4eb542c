import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedDatabase } from '../../src/platform/database/embedded/embedded-database.js';
import { readMigrations } from '../../src/platform/database/migrations.js';
import { createFolderInMemory } from './temporary-folder.js';
import type { TestDatabase } from './test-database.js';

const CACHE = 'node_modules/.cache/embedded-database';

/** Made anew whenever a migration or PGlite changes. */
const template = join(
  CACHE,
  createHash('sha256')
    .update(JSON.stringify(readMigrations()))
    .update(readFileSync('node_modules/@electric-sql/pglite/package.json'))
    .digest('hex')
    .slice(0, 16),
);

/**
 * Creates an empty database with all tables, which the runs of the tests share as a template. Jest's
 * global set-up has done so; it is repeated only where a test runs without it.
 */
export async function prepareEmbeddedDatabase(): Promise<void> {
  if (existsSync(template)) return;
  mkdirSync(CACHE, { recursive: true });
  const draft = join(CACHE, `draft-${process.pid}`);
  const database = new EmbeddedDatabase(draft);
  await database.run(() => Promise.resolve());
  await database.close();
  try {
    renameSync(draft, template);
  } catch {
    // Another worker was faster.
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Fills a folder with the template's files. */
export function copyEmbeddedDatabase(folder: string): void {
  cpSync(template, folder, { recursive: true });
}

/** The embedded database in a folder of a test's own. */
export async function createEmbeddedDatabase(): Promise<TestDatabase> {
  await prepareEmbeddedDatabase();
  const folder = createFolderInMemory('database');
  copyEmbeddedDatabase(folder.path);
  return { url: `pglite:${folder.path}`, close: () => folder.remove() };
}
