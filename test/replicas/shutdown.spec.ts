import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { useIssuer } from '../support/test-issuer.js';
import { ask, tally, type Attempt } from './ask.js';
import { Replica } from './replica.js';

const CONNECTIONS = 200;
const GRACE_SECONDS = 6;
const SLOW_MS = 3_000;

const issuer = useIssuer();
let token: string;
let replica: Replica;

beforeAll(async () => {
  issuer.faults.set('/userinfo', (_, response) => {
    const body = JSON.stringify({ sub: 'auth0|slow', name: 'Slow' });
    const headers = { 'content-type': 'application/json' };
    const timer = setTimeout(() => response.writeHead(200, headers).end(body), SLOW_MS);
    response.on('close', () => clearTimeout(timer));
  });
  token = await issuer.token({ claims: { sub: 'auth0|slow', scope: 'openid profile' } });
});
afterEach(() => replica.end('SIGKILL'));

it('answers every request that it accepted from 200 busy connections, then exits', async () => {
  replica = await startReplica();
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const attempts: Attempt[] = [];
  const clients = Array.from({ length: CONNECTIONS }, async () => {
    for (;;) {
      const attempt = await ask({ url: urlOf(replica), agent, query: '{ __typename }' });
      attempts.push(attempt);
      if (attempt.status === undefined) return;
    }
  });
  await pause(2_000);
  const before = attempts.length;
  const toldAt = performance.now();
  replica.signal('SIGTERM');
  const exitCode = await replica.ended();
  const tookMs = Math.round(performance.now() - toldAt);
  await Promise.all(clients);

  const { 200: answered = 0, ...unanswered } = tally(attempts);
  const { counts } = replica;
  print('shutdown under load', { before, answered, ...unanswered, ...counts, exitCode, tookMs });
  expect(counts.answers).toBe(counts.requests);
  expect(counts.connectionsWithoutRequest).toBe(0);
  expect(answered + counts.probes).toBe(counts.answers);
  // Refused, or reset in the operating system's queue before the process saw them.
  expect(['ECONNREFUSED', 'ECONNRESET']).toEqual(expect.arrayContaining(Object.keys(unanswered)));
  expect(before).toBeGreaterThan(CONNECTIONS);
  expect(exitCode).toBe(0);
  expect(tookMs).toBeLessThan(GRACE_SECONDS * 1000);
});

it('is not ready during the shutdown, and answers the slow requests in flight', async () => {
  replica = await startReplica();
  const agent = new Agent({ keepAlive: true });
  const slow = Array.from({ length: 20 }, () =>
    ask({ url: urlOf(replica), agent, query: '{ me { name } }', token }),
  );
  await pause(SLOW_MS / 3);
  expect(await replica.readiness()).toBe(200);
  replica.signal('SIGTERM');
  await pause(100);
  expect(await replica.readiness()).toBe(503);
  const answers = await Promise.all(slow);
  expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
    Array(20).fill({ status: 200, body: '{"data":{"me":{"name":"Slow"}}}\n' }),
  );
  expect(await replica.ended()).toBe(0);
});

it('ends requests that outlast the grace period', async () => {
  replica = await startReplica({ SHUTDOWN_GRACE_SECONDS: '1' });
  const slow = ask({ url: urlOf(replica), agent: new Agent(), query: '{ me { name } }', token });
  await pause(SLOW_MS / 20);
  expect(await replica.end('SIGTERM')).toBe(0);
  // The slow answer would have come, had the process waited for it.
  expect((await slow).status).toBeUndefined();
});

it('exits at once on a second signal', async () => {
  replica = await startReplica();
  const slow = ask({ url: urlOf(replica), agent: new Agent(), query: '{ me { name } }', token });
  await pause(SLOW_MS / 3);
  replica.signal('SIGTERM');
  await pause(100);
  expect(await replica.end('SIGTERM')).toBe(1);
  expect((await slow).status).toBeUndefined();
});

function startReplica(env: Record<string, string> = {}): Promise<Replica> {
  return Replica.start({
    OIDC_ISSUER_URL: issuer.url,
    OIDC_AUDIENCE: issuer.audience,
    // One address asks for more than a fair share.
    RATE_LIMIT_PER_MINUTE: '0',
    CALLER_POINTS_PER_MINUTE: '0',
    MAX_EVENT_LOOP_DELAY_MS: '0',
    PROFILE_CACHE_SECONDS: '60',
    SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
    ...env,
  });
}

function urlOf({ address }: Replica): string {
  return `http://${address}/graphql`;
}

function print(what: string, counts: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(counts)}\n`);
}
