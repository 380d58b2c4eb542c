import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PROJECT } from './servers.js';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const BEGIN = '<!-- results: written by `node bench/run.js --write` -->';
const END = '<!-- end of results -->';

/** Puts the results between the two marks and leaves the rest alone. */
export function writeReadme(results) {
  const text = readFileSync(README, 'utf8');
  const [head, rest] = text.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (tail === undefined) throw new Error('bench/README.md has lost the marks of its results.');
  writeFileSync(README, `${head}${BEGIN}\n\n${results}\n\n${END}${tail}`);
  execFileSync('npx', ['prettier', '--write', '--log-level', 'warn', README], { cwd: PROJECT });
}
