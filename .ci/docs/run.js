/*
 * Follows the documents as a reader does, in a copy of the project: writes the files that they show,
 * applies their changes, runs their commands, and compares the output with what they print.
 *
 * node .ci/docs/run.js             all of them
 * node .ci/docs/run.js DOCUMENT…   these, in one copy
 *
 * A block that cannot run here has a note above it, <!-- ci: not run, REASON -->, and one that takes too
 * long has <!-- ci: instead, COMMAND -->.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { compare } from './compare.js';
import { readBlocks } from './read-blocks.js';
import { Workspace } from './workspace.js';

/** Documents that one reader follows in one copy, the longest walk first. */
const WALKS = [
  // It follows docs/resolvers.md, too.
  ['docs/make-it-yours.md'],
  ['README.md', 'docs/errors.md', 'docs/troubleshooting.md', 'docs/clients.md'],
  ['docs/dpop.md'],
  ['docs/resolvers.md', 'docs/feature-with-a-table.md', 'docs/live.md'],
];
/** Where the files of a document belong, if not in the project itself. */
const FOLDERS = { 'docs/clients.md': 'examples' };
/** Steps of CI with a name of their own. */
const STEPS_OF_CI = ['npm ci && npm test', 'npm ci && npm run build\nnpm run start:prod'];
/** Judged by test/ci/documentation.spec.ts, or nothing that could run. */
const STATIC = ['dotenv', 'graphql', 'yaml', 'promql', 'nginx', 'ini'];

const wanted = process.argv.slice(2);
const counts = {};

if (wanted.length === 0) await followAll();
else await walk(wanted);

/** The walks side by side: each is a process, since its steps wait for one another. */
async function followAll() {
  const walks = WALKS.map((names) => names.filter((name) => fs.existsSync(name)));
  const left = walks.filter((names) => names.length > 0);
  const failures = [];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const child = spawn(process.execPath, [import.meta.filename, ...next], { stdio: 'inherit' });
      const [code] = await once(child, 'close');
      if (code !== 0) failures.push(next.join(', '));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  if (failures.length > 0) throw new Error(`These fail: ${failures.join('; ')}`);
}

/** Follows documents one after the other in one copy. */
async function walk(documents) {
  const workspace = await Workspace.create();
  try {
    for (const document of documents) await follow(workspace, document);
  } finally {
    await workspace.remove();
  }
}

async function follow(workspace, document) {
  Object.assign(counts, { files: 0, changes: 0, commands: 0, outputs: 0, skipped: 0 });
  let output;
  for (const block of readBlocks(fs.readFileSync(document, 'utf8'))) {
    if (block.path) block.path = join(FOLDERS[document] ?? '', block.path);
    try {
      output = await step(workspace, block, output);
    } catch (error) {
      console.error(`${document}:${block.line} (${block.heading})\n${block.text}\n`);
      throw error;
    }
  }
  workspace.check();
  console.log(`${document}: ${JSON.stringify(counts)}`);
}

/** @returns the output that the next block may show */
async function step(workspace, block, output) {
  const { language, text, path, note, followed } = block;
  if (followed) return follow(workspace, followed);
  if (note?.startsWith('not run, ')) return skip();
  if (note?.startsWith('instead, ')) return runCommands(workspace, note.slice('instead, '.length));
  if (STATIC.includes(language) || STEPS_OF_CI.includes(text)) return undefined;
  if (path && language === 'diff') return void (workspace.edit(path, text), (counts.changes += 1));
  if (path && language !== 'sh') return void (workspace.write(path, text), (counts.files += 1));
  if (language === 'sh') return runCommands(workspace, text);
  if (['json', 'text'].includes(language)) {
    if (output === undefined)
      return language === 'text' ? undefined : fail('shows the output of nothing');
    compare(language, text, output);
    counts.outputs += 1;
    return undefined;
  }
  return fail(`a block of ${language || 'no language'} without a file name`);
}

async function runCommands(workspace, text) {
  counts.commands += 1;
  if (/^npm (ci && npm )?start$/.test(text)) return workspace.startDemo();
  // Through the link it would empty this project's own node_modules.
  if (/npm (ci|i|install)\b/.test(text)) return fail('installs packages');
  workspace.check();
  const output = await workspace.run(text);
  if (text.includes('git commit')) workspace.checkStep();
  return output;
}

function skip() {
  counts.skipped += 1;
}

function fail(problem) {
  throw new Error(problem);
}
