import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './ask.js';
import { mediansOf } from './statistics.js';

/** What the commands of development work on. */
const PARTS = [
  ...['src', 'dev', 'package.json', 'schema.gql', '.swcrc', 'migrations'],
  ...['tsconfig.json', 'tsconfig.build.json'],
];
const GREETING = join('src', 'greeting', 'greeting.resolver.ts');
const ADDRESS = /API {5}http:\S+:(\d+)\/graphql/;
const PATIENCE_MS = 120_000;

/**
 * The waiting of a developer, in fresh copies of a tree: from `npm start` until the addresses are
 * printed, and from a saved file until the API of `npm run start:dev` answers with the change.
 */
export async function measureDevelopment({ cwd: root }, _, { development }) {
  const runs = [];
  for (let run = 0; run < development.rounds; run += 1) runs.push(await inCopy(root, measure));
  return { ...mediansOf(runs), packages: countPackages(root) };
}

/** What `npm ci` installed: npm lists it there. */
function countPackages(root) {
  const list = join(root, 'node_modules', '.package-lock.json');
  return Object.keys(JSON.parse(readFileSync(list, 'utf8')).packages).length;
}

async function measure(folder) {
  const startMs = await run(folder, 'start', async ({ printed }) => {
    const startedAt = performance.now();
    await printed(ADDRESS);
    return performance.now() - startedAt;
  });
  const reloadMs = await run(folder, 'start:dev', async ({ printed }) => {
    const [, port] = await printed(ADDRESS);
    const file = join(folder, GREETING);
    writeFileSync(file, readFileSync(file, 'utf8').replace("'Hello, world!'", "'Hello again!'"));
    const savedAt = performance.now();
    // A request before that would keep the old API from ending.
    await printed(/A source has changed[^]*Listening at/);
    while (!(await isChanged(port))) await sleep(10);
    return performance.now() - savedAt;
  });
  return { startMs, reloadMs };
}

async function isChanged(port) {
  const answer = await ask(port, '{ hello }').catch(() => undefined);
  return answer?.body.includes('Hello again!') ?? false;
}

async function inCopy(root, use) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-tree-'));
  try {
    for (const part of PARTS) cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a script of npm on free ports, and ends it. */
async function run(folder, script, use) {
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', LOCAL_ISSUER_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, because npm passes a signal on to its shell alone.
    detached: true,
  });
  const ended = once(child, 'close');
  const kill = () => process.kill(-child.pid, 'SIGKILL');
  process.once('exit', kill);
  try {
    return await use({ printed: createReader(child) });
  } finally {
    process.kill(-child.pid, 'SIGINT');
    const timer = setTimeout(kill, 15_000);
    await ended;
    clearTimeout(timer);
    process.off('exit', kill);
  }
}

function createReader(child) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output += chunk));
  }
  return async (pattern) => {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      const match = pattern.exec(output);
      if (match) return match;
      if (child.exitCode !== null || performance.now() > giveUpAt) {
        throw new Error(`${pattern} was not printed:\n${output}`);
      }
      await sleep(10);
    }
  };
}
