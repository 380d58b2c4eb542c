import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask } from './ask.js';
import { Child } from './child.js';

const PROBE = fileURLToPath(new URL('./probe.js', import.meta.url));
const START_MS = 30_000;

/** Starts a server in production mode and waits for its first right answer. */
export async function startServer(definition, issuer) {
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
      ...definition.env(issuer),
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

/** Until it has the keys, and the list of revocations where there is one. */
export async function waitUntilReady({ name, port, child }) {
  const until = performance.now() + START_MS;
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (performance.now() > until)
      throw new Error(`${name} does not become ready: ${child.output}`);
    await sleep(5);
  }
}

/** Until it has the keys of the issuer: readiness is not something that all servers have. */
export async function waitUntilAnswering({ name, port, child }, token) {
  const until = performance.now() + START_MS;
  const isRight = () =>
    ask(port, '{ secret }', token).then(
      ({ status }) => status === 200,
      () => false,
    );
  while (!(await isRight())) {
    if (performance.now() > until) throw new Error(`${name} refuses a token: ${child.output}`);
    await sleep(50);
  }
}

async function isAnswering(port) {
  const answer = await ask(port, '{ hello }').catch(() => undefined);
  return answer?.body.includes('Hello, world!') ?? false;
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
