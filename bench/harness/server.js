import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask } from './ask.js';
import { Child } from './child.js';
import { findFreePort } from './free-port.js';
import { startNginx, TRUST_PROXY } from './nginx.js';

const PROBE = fileURLToPath(new URL('./probe.js', import.meta.url));
const START_MS = 30_000;

/** Starts a server in production mode and waits for its first right answer. */
export async function startServer(definition, surroundings) {
  const port = await findFreePort();
  const startedAt = performance.now();
  const child = new Child(['--import', PROBE, ...definition.args], {
    cwd: definition.cwd,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'info',
      ...definition.env(surroundings),
    },
  });
  while (!(await isAnswering(port))) {
    const isLate = performance.now() - startedAt > START_MS;
    if (isLate || !child.isRunning) {
      await child.stop();
      throw new Error(`${definition.name} did not start: ${child.output}`);
    }
    await sleep(5);
  }
  const startMs = performance.now() - startedAt;
  const usage = () => child.ask({ question: 'usage' });
  const { cpu } = await usage();
  const start = { startMs, startCpuMs: cpu / 1000 };
  return { ...definition, ...start, port, child, usage, stop: () => child.stop() };
}

/** The same behind nginx, to which all requests go. */
export async function startBehindNginx(definition, surroundings) {
  const server = await startServer(definition, { ...surroundings, TRUST_PROXY });
  const nginx = await startNginx(server.port);
  const stop = async () => {
    await nginx.stop();
    await server.stop();
  };
  return { ...server, port: nginx.port, stop };
}

/** Until it has the keys of the issuer: readiness is not something that all servers have. */
export async function waitUntilAnswering({ name, port, child }, token) {
  await waitUntil(
    async () => (await ask(port, '{ secret }', token)).status === 200,
    () => new Error(`${name} refuses a token: ${child.output}`),
  );
}

/** Until it has the keys, and the list of revocations where there is one. */
export async function waitUntilReady({ name, port, child }) {
  await waitUntil(
    async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok,
    () => new Error(`${name} does not become ready: ${child.output}`),
  );
}

async function waitUntil(isSo, createError) {
  const until = performance.now() + START_MS;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > until) throw createError();
    await sleep(10);
  }
}

async function isAnswering(port) {
  const answer = await ask(port, '{ hello }').catch(() => undefined);
  return answer?.body.includes('Hello, world!') ?? false;
}
