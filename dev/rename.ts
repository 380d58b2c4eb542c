import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandLine } from './command-line.js';
import { PROJECT_FOLDER } from './project.js';
import { applyRename, planRename } from './rename/rename-project.js';
import { fail, UserError } from './user-error.js';

const USAGE = `Usage: npm run rename -- my-api

Gives the project its own name: the package, the headings, the container, the Kubernetes objects
and the service in traces. Commit first, and look at the difference afterwards.`;

try {
  rename(process.argv.slice(2));
} catch (error) {
  fail(error);
}

function rename(args: string[]): void {
  const { positionals } = parseCommandLine(args, {}, USAGE);
  const [name, ...surplus] = positionals;
  if (name === undefined || surplus.length > 0) throw new UserError(USAGE);
  const changes = planRename(PROJECT_FOLDER, name);
  if (changes.length === 0) return console.log(`The project is called ${name} already.`);
  refuseDirtyTree();
  applyRename(PROJECT_FOLDER, changes);
  recordTemplate();
  formatDocuments(changes.map(({ file }) => file));
  const files = changes.map(({ file }) => `  ${file}`).join('\n');
  console.log(`The project is called ${name} now. Changed:\n${files}`);
}

/** `git diff` then shows what the renaming changed, and nothing else. */
function refuseDirtyTree(): void {
  const status = git('status', '--porcelain');
  if (!status) return;
  throw new UserError(`Commit or stash your own changes first; nothing was renamed.\n${status}`);
}

/** A name of another length changes the width of tables. */
function formatDocuments(files: readonly string[]): void {
  const documents = files.filter((file) => file.endsWith('.md'));
  const prettier = join('node_modules', 'prettier', 'bin', 'prettier.cjs');
  const args = [prettier, '--write', '--log-level', 'silent', ...documents];
  if (documents.length > 0) spawnSync(process.execPath, args, { cwd: PROJECT_FOLDER });
}

/** `npm run upgrade` begins with this state. A tree has the same name in every history. */
function recordTemplate(): void {
  const file = join(PROJECT_FOLDER, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const state = git('rev-parse', 'HEAD^{tree}');
  if ('template' in manifest || !state) return;
  writeFileSync(file, `${JSON.stringify({ ...manifest, template: { state } }, null, 2)}\n`);
}

/** What git prints; nothing where the project is not under git. */
function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: PROJECT_FOLDER,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trimEnd();
  } catch {
    return '';
  }
}
