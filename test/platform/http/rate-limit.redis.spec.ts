import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createRedisRateLimitStore } from '../../../src/platform/http/redis-rate-limit-store.js';
import { RedisConnection } from '../../../src/platform/redis/redis-connection.js';
import { TestApi } from '../../support/api.js';
import { RedisServer } from '../../support/redis-server.js';

interface Count {
  current: number;
  ttl: number;
}

let redis: RedisServer;
let connections: RedisConnection[];
let replicas: ((client: string, windowMs?: number) => Promise<Count>)[];

beforeAll(async () => {
  Logger.overrideLogger(false);
  redis = await RedisServer.start();
  connections = [new RedisConnection(redis.url), new RedisConnection(redis.url)];
  await Promise.all(connections.map((connection) => connection.onModuleInit()));
  replicas = connections.map((connection) => {
    const store = new (createRedisRateLimitStore(connection, 100))({});
    return (client, windowMs = 60_000) =>
      new Promise((resolve, reject) =>
        store.incr(
          client,
          (error, count) => (count ? resolve(count) : reject(error)),
          windowMs,
          10,
        ),
      );
  });
});
afterAll(async () => {
  for (const connection of connections) connection.onModuleDestroy();
  await redis.kill();
});

async function countAt(replica: number, client: string, windowMs?: number): Promise<Count> {
  const count = replicas[replica];
  if (!count) throw new Error('There are two replicas.');
  return count(client, windowMs);
}

it('replicas count a client together', async () => {
  const counts = [
    await countAt(0, 'a'),
    await countAt(1, 'a'),
    await countAt(0, 'a'),
    await countAt(1, 'b'),
  ];
  expect(counts.map(({ current }) => current)).toEqual([1, 2, 3, 1]);
  expect(counts[2]?.ttl).toBeGreaterThan(50_000);
});

it('a count restarts after its minute', async () => {
  await countAt(0, 'c', 50);
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect((await countAt(1, 'c', 50)).current).toBe(1);
});

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
  const counts = [await countAt(0, 'd'), await countAt(0, 'd'), await countAt(1, 'd')];
  expect(counts.map(({ current }) => current)).toEqual([1, 2, 1]);
});
