import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(PROJECT, 'node_modules/.cache');
/** More than a spec file asks for. */
const KEYS = 12;

/** Makes what takes seconds once for all runs, and counts against no test's time. */
export default function setUp() {
  mkdirSync(join(CACHE, 'embedded-database'), { recursive: true });
  prepareKeys();
  prepareEmbeddedDatabase();
}

/** RSA keys for the issuers of the tests; nothing but a test trusts them. */
function prepareKeys() {
  const file = join(CACHE, 'test-keys.json');
  if (existsSync(file)) return;
  const encoding = {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  };
  const keys = Array.from({ length: KEYS }, () => generateKeyPairSync('rsa', encoding).privateKey);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(keys), { mode: 0o600 });
  renameSync(draft, file);
}

/** The template of the embedded database, made in a process that gives the memory back. */
function prepareEmbeddedDatabase() {
  const stamp = join(CACHE, 'embedded-database', `made-of-${hashOfSources()}`);
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
