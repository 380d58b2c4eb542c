import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(PROJECT, 'node_modules/.cache/embedded-database');

/**
 * Makes the template of the embedded database before any test needs it. That takes seconds and
 * hundreds of megabytes, which must neither count against a test's time nor come once per worker.
 */
export default function setUp() {
  const stamp = join(CACHE, `made-of-${hashOfSources()}`);
  if (existsSync(stamp)) return;
  const loader = './test/support/run-source.mjs';
  const script = './test/support/prepare-embedded-database.ts';
  execFileSync(process.execPath, ['--import', loader, script], { cwd: PROJECT, stdio: 'inherit' });
  writeFileSync(stamp, '');
}

/** Changes with a migration and with PGlite. */
function hashOfSources() {
  const migrations = join(PROJECT, 'migrations');
  const files = readdirSync(migrations, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of [...files, join(PROJECT, 'node_modules/@electric-sql/pglite/package.json')]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}
