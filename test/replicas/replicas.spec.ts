import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { RedisServer } from '../support/redis-server.js';
import { createSigningKey } from '../support/signing-key.js';
import { createUsers, Tenant } from '../support/tenant.js';
import { tally } from './ask.js';
import { Proxy } from './proxy.js';
import { Replica } from './replica.js';
import { SteadyLoad, type LoadAttempt, type User } from './steady-load.js';
import { until } from '../support/until.js';

const USERS = 40;
/** How long the load goes on before the next thing happens. */
const SETTLE_MS = 1_200;

let redis: RedisServer;
let tenant: Tenant;
let one: Replica;
let other: Replica;
let proxy: Proxy;
let users: User[];
let load: SteadyLoad;
let since: number;
let outagesBefore: number;

beforeAll(async () => {
  redis = await RedisServer.start();
  tenant = await Tenant.start({ users: createUsers(USERS) });
  const env = {
    ...tenant.env,
    REDIS_URL: redis.url,
    TRUST_PROXY: '1',
    // High enough to count requests without refusing any.
    RATE_LIMIT_PER_MINUTE: '1000000',
    PROFILE_CACHE_SECONDS: '600',
  };
  [one, other] = await Promise.all([Replica.start(env), Replica.start(env)]);
  proxy = await Proxy.start([one.address, other.address]);
  users = await Promise.all(
    createUsers(USERS).map(async ({ profile: { user_id: id } }) => ({
      id,
      token: await tenant.token(id),
    })),
  );
  load = new SteadyLoad(`${proxy.url}/graphql`, users);
});
beforeEach(() => {
  since = load.attempts.length;
  outagesBefore = countRedisOutages();
});
afterAll(async () => {
  await load.end();
  await proxy.stop();
  await Promise.all([one.end('SIGTERM'), other.end('SIGTERM')]);
  await tenant.close();
  await redis.kill();
});

it('replicas share profiles: each costs one upstream call, whichever replica answers', async () => {
  await everybodyIsServed();
  const { profiles } = tenant.takeCounts();
  report('steady load', { profiles });
  expectNoLoss();
  expect(profiles).toBeGreaterThanOrEqual(USERS);
  // Two replicas that miss the same profile in the same instant ask once each.
  expect(profiles).toBeLessThanOrEqual(2 * USERS + budgetOfOutages());
  await pause(SETTLE_MS);
  expectNoMoreCalls();
});

it('replicas lose only the requests in flight when one of them is killed', async () => {
  const killedAt = performance.now();
  await one.end('SIGKILL');
  const goneAt = performance.now();
  await pause(SETTLE_MS);
  await one.start();
  await proxy.uses(one);
  await pause(SETTLE_MS);
  const lost = attempts().filter(isLost);
  report('hard kill and restart', { lost: lost.length });
  for (const { status, method, sentAt, endedAt } of lost) {
    expect({ status, method }).toEqual({ status: 502, method: 'POST' });
    expect(sentAt).toBeLessThan(goneAt);
    expect(endedAt).toBeGreaterThan(killedAt);
  }
  expect(lost.length).toBeLessThanOrEqual(USERS);
  expect(attempts().filter(isWrong)).toEqual(lost);
  expectNoMoreCalls();
});

it('replicas lose no request in a rolling restart, even while the issuer rotates its keys', async () => {
  const keyRequests = tenant.issuer.keyRequests;
  expect(await one.end('SIGTERM')).toBe(0);
  expect(one.counts.answers).toBe(one.counts.requests);
  await rotateKeys();
  await pause(SETTLE_MS);
  await one.start();
  await proxy.uses(one);
  await pause(SETTLE_MS);
  expect(await other.end('SIGTERM')).toBe(0);
  expect(other.counts.answers).toBe(other.counts.requests);
  await other.start();
  await proxy.uses(other);
  await pause(SETTLE_MS);
  report('roll and rotation', { keyRequests: tenant.issuer.keyRequests - keyRequests });
  expectNoLoss();
  expectNoMoreCalls();
});

it('replicas lose no request while Redis is killed and comes back empty', async () => {
  await redis.kill();
  await pause(2 * SETTLE_MS);
  const away = tenant.takeCounts();
  await redis.start();
  await pause(2 * SETTLE_MS);
  const back = tenant.takeCounts();
  report('Redis killed and restarted', { away: away.profiles, back: back.profiles });
  expectNoLoss();
  expect(countRedisOutages() - outagesBefore).toBeGreaterThanOrEqual(2);
  expect(away.profiles).toBeLessThanOrEqual(budgetOfOutages());
  expect(back.profiles).toBeLessThanOrEqual(2 * USERS);
  outagesBefore = countRedisOutages();
  await pause(SETTLE_MS);
  expectNoMoreCalls();
});

/** The new key is published beside the old one, and signs from now on. */
async function rotateKeys(): Promise<void> {
  tenant.issuer.keys = [await createSigningKey(), ...tenant.issuer.keys];
  await Promise.all(users.map(async (user) => (user.token = await tenant.token(user.id))));
}

/** The requests since the test began. */
function attempts(): readonly LoadAttempt[] {
  return load.attempts.slice(since);
}

function isLost({ status }: LoadAttempt): boolean {
  return status === undefined || status === 502 || status === 504;
}

/** Not the expected answer: a refusal, an error, or another user's profile. */
function isWrong({ status, body, expected }: LoadAttempt): boolean {
  return status !== 200 || body?.trim() !== expected;
}

function expectNoLoss(): void {
  expect(attempts().length).toBeGreaterThan(USERS);
  const [first, ...more] = attempts().filter(isWrong);
  expect({ first, more: more.length }).toEqual({ first: undefined, more: 0 });
}

/** The profiles are shared, so none is fetched again. */
function expectNoMoreCalls(): void {
  expect(tenant.takeCounts().profiles).toBeLessThanOrEqual(budgetOfOutages());
}

/** A replica fetches for itself while Redis is too slow, as on a busy machine. */
function budgetOfOutages(): number {
  return USERS * (countRedisOutages() - outagesBefore);
}

function countRedisOutages(): number {
  return [one, other].flatMap(({ output }) => output.match(/Redis does not answer/g) ?? []).length;
}

function everybodyIsServed(): Promise<void> {
  const isServed = ({ id }: User) =>
    attempts().some(({ body }) => body?.includes(JSON.stringify({ me: { id } })));
  return until('everybody is served', () => users.every(isServed));
}

function report(what: string, counts: object): void {
  const retried = proxy.takeLog().filter((line) => line.includes(', ')).length;
  const outcomes = tally(attempts());
  const redisOutages = countRedisOutages() - outagesBefore;
  const all = { ...outcomes, retried, redisOutages, ...counts };
  process.stdout.write(`${what}: ${JSON.stringify(all)}\n`);
}
