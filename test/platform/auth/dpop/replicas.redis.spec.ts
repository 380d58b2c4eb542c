import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { RedisConnection } from '../../../../src/platform/redis/redis-connection.js';
import { REDIS } from '../../../../src/platform/redis/redis.module.js';
import { TestApi } from '../../../support/api.js';
import {
  createDpopClient,
  headersOf,
  PUBLIC_URL,
  type Bound,
  type DpopClient,
} from '../../../support/dpop-client.js';
import { RedisServer } from '../../../support/redis-server.js';
import { useIssuer } from '../../../support/test-issuer.js';
import { until } from '../../../support/until.js';

const issuer = useIssuer();
let redis: RedisServer;
let replicas: TestApi[];
let client: DpopClient;

beforeAll(async () => {
  Logger.overrideLogger(false);
  redis = await RedisServer.start();
  const env = { ...issuer.env, PUBLIC_URL, REDIS_URL: redis.url };
  replicas = [await TestApi.start(env), await TestApi.start(env)];
  client = await createDpopClient();
});
afterAll(async () => {
  for (const replica of replicas) await replica.close();
  await redis.kill();
});

// Both have used Redis since the outage of another test.
beforeEach(async () => {
  await until('both replicas use Redis', isUp);
  await send(await client.bound(issuer), 2);
});

/** The statuses of a request that is sent so often, to both replicas in turn. */
async function send(bound: Bound, times: number): Promise<number[]> {
  const answers = Array.from({ length: times }, (_, index) => {
    const replica = replicas[index % replicas.length];
    if (!replica) throw new Error('There are two replicas.');
    return replica.anonymous.with(headersOf(bound)).query('{ guarded }');
  });
  return (await Promise.all(answers)).map(({ status }) => status);
}

async function sendTo(index: number, bound: Bound): Promise<number | undefined> {
  const answer = await replicas[index]?.anonymous.with(headersOf(bound)).query('{ guarded }');
  return answer?.status;
}

const countOf = (statuses: readonly number[], wanted: number) =>
  statuses.filter((status) => status === wanted).length;

const isUp = () => replicas.every((replica) => replica.app.get<RedisConnection>(REDIS).isUp);

it('the same proof 1,000 times at once at two replicas is accepted once', async () => {
  const statuses = await send(await client.bound(issuer), 1_000);
  expect([countOf(statuses, 200), countOf(statuses, 401)]).toEqual([1, 999]);
});

it('a proof is forgotten when it can no longer be accepted', async () => {
  const connection = replicas[0]?.app.get<RedisConnection>(REDIS);
  await connection?.client.flushAll();
  await send(await client.bound(issuer), 1);
  const keys = (await connection?.client.keys('dpop:*')) ?? [];
  expect(keys).toHaveLength(1);
  const ttl = (await connection?.client.pTTL(keys[0] ?? '')) ?? 0;
  expect(ttl).toBeGreaterThan(60_000);
  expect(ttl).toBeLessThanOrEqual(65_000);
});

it('a proof that is refused leaves nothing', async () => {
  const connection = replicas[0]?.app.get<RedisConnection>(REDIS);
  await connection?.client.flushAll();
  const bound = await client.bound(issuer, { claims: { htm: 'GET' } });
  expect(await send(bound, 2)).toEqual([401, 401]);
  expect(await connection?.client.keys('dpop:*')).toEqual([]);
});

it('while Redis is down each replica accepts a proof once, with one warning, and then all of them again', async () => {
  const warnings: string[] = [];
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation((message: unknown) => {
    if (String(message).includes('DPoP')) warnings.push(String(message));
  });
  await redis.kill();
  for (let time = 1; time <= 2; time += 1) {
    const statuses = await send(await client.bound(issuer), 20);
    expect([countOf(statuses, 200), countOf(statuses, 401)]).toEqual([2, 18]);
  }
  expect(warnings).toHaveLength(2);
  await redis.start();
  await until('both replicas use Redis again', isUp);
  const statuses = await send(await client.bound(issuer), 20);
  expect([countOf(statuses, 200), countOf(statuses, 401)]).toEqual([1, 19]);
  warn.mockRestore();
});

it('a proof that one replica accepted while Redis was down is used at all when it is back', async () => {
  await redis.kill();
  const bound = await client.bound(issuer);
  expect(await sendTo(0, bound)).toBe(200);
  await redis.start();
  await until('both replicas use Redis again', isUp);
  expect(await sendTo(1, bound)).toBe(401);
});

it('a proof stays used when Redis has lost all that it knew', async () => {
  const bound = await client.bound(issuer);
  expect(await sendTo(0, bound)).toBe(200);
  await redis.kill();
  // Each replica notices by its next request.
  await send(await client.bound(issuer), 2);
  await redis.start();
  await until('both replicas use Redis again', isUp);
  expect(await sendTo(1, bound)).toBe(401);
});
