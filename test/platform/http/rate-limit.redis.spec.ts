import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RedisBudgets } from '../../../src/platform/http/rate-limit/redis-budgets.js';
import type { Verdict } from '../../../src/platform/http/rate-limit/sliding-window.js';
import { RedisConnection } from '../../../src/platform/redis/redis-connection.js';
import { TestApi } from '../../support/api.js';
import { RedisServer } from '../../support/redis-server.js';
import { until } from '../../support/until.js';

let redis: RedisServer;
let connections: RedisConnection[];
let replicas: RedisBudgets[];

beforeAll(async () => {
  Logger.overrideLogger(false);
  redis = await RedisServer.start();
  connections = [new RedisConnection(redis.url), new RedisConnection(redis.url)];
  await Promise.all(connections.map((connection) => connection.onModuleInit()));
  replicas = connections.map((connection) => new RedisBudgets(connection));
});
afterAll(async () => {
  for (const connection of connections) connection.onModuleDestroy();
  await redis.kill();
});

function take(replica: number, owner: string, cost: number, limit: number): Promise<Verdict> {
  const budgets = replicas[replica];
  if (!budgets) throw new Error('There are two replicas.');
  return budgets.take(owner, cost, limit);
}

it('replicas share the budget of a client', async () => {
  const verdicts = [
    await take(0, 'a', 4, 10),
    await take(1, 'a', 7, 10),
    await take(1, 'a', 6, 10),
    await take(0, 'a', 1, 10),
    await take(1, 'b', 1, 10),
  ];
  expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, false, true, false, true]);
  expect(verdicts.map(({ remaining }) => remaining)).toEqual([6, 6, 0, 0, 9]);
  expect(verdicts[3]?.waitMs).toBeGreaterThan(50_000);
  expect(verdicts[3]?.waitMs).toBeLessThanOrEqual(60_000);
});

it('100 requests at once at two replicas are admitted up to the limit', async () => {
  const verdicts = await Promise.all(
    Array.from({ length: 100 }, (_, index) => take(index % 2, 'crowd', 1, 30)),
  );
  expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(30);
});

it('a budget is forgotten after a minute without a request', async () => {
  await take(0, 'c', 1, 10);
  const ttl = await connections[0]?.client.pTTL('budget:c');
  expect(ttl).toBeGreaterThan(50_000);
  expect(ttl).toBeLessThanOrEqual(60_000);
});

describe('a poisoned budget', () => {
  const slot = () => String(Math.floor(Date.now() / 5_000));

  it.each<[string, (key: string) => string[]]>([
    ['of another type', (key) => ['SET', key, 'text']],
    ['that is a list', (key) => ['RPUSH', key, '1', '2']],
    ['with a negative count', (key) => ['HSET', key, slot(), '-1000000']],
    ['with no number', (key) => ['HSET', key, slot(), 'nan']],
    ['with a huge number', (key) => ['HSET', key, slot(), '1e300']],
    ['with a slot of the future', (key) => ['HSET', key, '99999999999', '5']],
    ['with a slot that is not one', (key) => ['HSET', key, `${slot()}.5`, '5']],
    ['with a name for a slot', (key) => ['HSET', key, 'x', '5']],
  ])('%s limits as an empty one does', async (title, poison) => {
    const owner = `poisoned ${title}`;
    await connections[0]?.client.sendCommand(poison(`budget:${owner}`));
    const verdicts = [await take(0, owner, 2, 3), await take(1, owner, 2, 3)];
    expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, false]);
    expect(connections.map(({ isUp }) => isUp)).toEqual([true, true]);
  });
});

it.each([
  ['of another type', 'WRONGTYPE', (key: string) => ['SET', key, 'text'], ['HGETALL']],
  ['that holds no number', 'ERR', (key: string) => ['SET', key, 'text'], ['INCR']],
])(
  'a key %s fails one command and leaves Redis in use',
  async (_, kind, poison, [command = '']) => {
    const [connection] = connections;
    if (!connection) throw new Error('There are two connections.');
    await connection.client.sendCommand(poison('poisoned key'));
    const failing = connection.run(() => connection.client.sendCommand([command, 'poisoned key']));
    await expect(failing).rejects.toThrow(kind);
    expect(connection.isUp).toBe(true);
  },
);

it('replicas refuse a client together, whatever it asks for', async () => {
  const env = { AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api' };
  const limit = { REDIS_URL: redis.url, RATE_LIMIT_PER_MINUTE: '3' };
  const one = await TestApi.start({ ...env, ...limit });
  const other = await TestApi.start({ ...env, ...limit });
  const statuses = [];
  for (const url of [one.url, new URL('/nowhere', other.url), other.url, one.url, other.url]) {
    statuses.push((await fetch(url, { method: 'PUT' })).status);
  }
  expect(statuses).toEqual([405, 404, 405, 429, 429]);
  await one.close();
  await other.close();
});

it('each replica counts alone while Redis is down', async () => {
  await redis.kill();
  const verdicts = [await take(0, 'd', 1, 1), await take(0, 'd', 1, 1), await take(1, 'd', 1, 1)];
  expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, false, true]);
  await redis.start();
  await until('both replicas use Redis again', () => connections.every(({ isUp }) => isUp));
});
