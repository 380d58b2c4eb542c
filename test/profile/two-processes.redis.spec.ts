import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiProcess } from '../support/api-process.js';
import { RedisServer } from '../support/redis-server.js';
import { createUsers, useTenant } from '../support/tenant.js';

const ID = 'auth0|user00000';
const ME = '{ me { userMetadata } }';

let redis: RedisServer;
const tenant = useTenant({ users: createUsers(1) });
let one: ApiProcess;
let other: ApiProcess;

beforeAll(async () => {
  redis = await RedisServer.start();
  const env = { ...tenant.env, REDIS_URL: redis.url, RATE_LIMIT_PER_MINUTE: '0' };
  [one, other] = await Promise.all([ApiProcess.start(env), ApiProcess.start(env)]);
});
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  await redis.kill();
});

it('a profile that one process fetched is served by the other', async () => {
  const token = await tenant.token(ID);
  const first = await one.query(token, ME);
  expect(first.status).toBe(200);
  expect(await other.query(token, ME)).toEqual(first);
  expect(tenant.takeCounts().profiles).toBe(1);
});

it('an update in one process is visible in the other at once', async () => {
  const token = await tenant.token(ID);
  await one.query(token, 'mutation { updateMyMetadata(metadata: { counter: 1 }) { id } }');
  expect(await other.query(token, ME)).toEqual({
    status: 200,
    body: { data: { me: { userMetadata: { owner: ID, counter: 1 } } } },
  });
  expect(tenant.takeCounts().profiles).toBe(1);
});

it('no request fails when Redis is killed under load and restarted', async () => {
  const token = await tenant.token(ID);
  const statuses: number[] = [];
  let isOver = false;
  const load = [one, other].flatMap((api) =>
    Array.from({ length: 10 }, async () => {
      while (!isOver) statuses.push((await api.query(token, ME)).status);
    }),
  );
  const pause = () => new Promise((resolve) => setTimeout(resolve, 300));
  await pause();
  await redis.kill();
  await pause();
  await redis.start();
  await pause();
  isOver = true;
  await Promise.all(load);
  expect(statuses.length).toBeGreaterThan(100);
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
});
