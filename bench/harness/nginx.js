import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './free-port.js';
import { PROJECT } from './servers.js';

/** The proxy of the deployment. */
const CONFIGURATION = join(PROJECT, 'deploy/nginx/nginx.conf');
/** What an application is told to trust while nginx stands before it. */
export const TRUST_PROXY = '127.0.0.1';
const PATIENCE_MS = 5_000;

/** nginx before one server, with connections to it that are kept. */
export async function startNginx(target) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-nginx-'));
  // Its workers have another user, and buffer large answers there.
  chmodSync(folder, 0o755);
  const port = await findFreePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configure({ folder, port, target }));
  const child = spawn('nginx', ['-c', file, '-p', folder, '-g', 'daemon off;'], {
    stdio: 'ignore',
  });
  child.once('error', () => undefined);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    process.off('exit', kill);
    rmSync(folder, { recursive: true, force: true });
  };
  await waitUntilListening(child, port);
  return { port, stop };
}

function configure({ folder, port, target }) {
  const replacements = [
    [/\/tmp\//g, `${folder}/`],
    [/\/dev\/stdout requests/, 'off'],
    [/\/dev\/stderr/, join(folder, 'error.log')],
    [/api-1:3000/, `127.0.0.1:${target}`],
    [/.*api-2:3000.*/, ''],
    [/listen 8080/, `listen 127.0.0.1:${port}`],
    // A connection of the generator lasts as long as a measurement.
    [/server_tokens off;/, '$&\n  keepalive_requests 100000000;'],
  ];
  return replacements.reduce(
    (text, [from, to]) => {
      if (text.search(from) === -1) throw new Error(`${CONFIGURATION} does not contain ${from}`);
      return text.replace(from, to);
    },
    readFileSync(CONFIGURATION, 'utf8'),
  );
}

async function waitUntilListening(child, port) {
  const until = performance.now() + PATIENCE_MS;
  const isListening = () => fetch(`http://127.0.0.1:${port}/`).then(Boolean, () => false);
  while (!(await isListening())) {
    if (child.pid === undefined || child.exitCode !== null || performance.now() > until) {
      throw new Error('nginx does not start: Debian has it in the package nginx.');
    }
    await sleep(10);
  }
}
