import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './servers.js';

const BEGIN = '<!-- results: written by `node bench/run.js --write` -->';
const END = '<!-- end of results -->';

/** Puts results between the two marks of a document and leaves the rest alone. */
export function writeResults(path, results) {
  const file = join(PROJECT, path);
  const text = readFileSync(file, 'utf8');
  const [head, rest] = text.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (tail === undefined) throw new Error(`${path} has lost the marks of its results.`);
  writeFileSync(file, `${head}${BEGIN}\n\n${results}\n\n${END}${tail}`);
  execFileSync('npx', ['prettier', '--write', '--log-level', 'warn', file], { cwd: PROJECT });
}
