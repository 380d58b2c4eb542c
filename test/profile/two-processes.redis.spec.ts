import { beforeEach, describe, expect, it } from '@jest/globals';
import { ApiProcess } from '../support/api-process.js';
import { RedisServer } from '../support/redis-server.js';
import { createUsers, useTenant } from '../support/tenant.js';
import { until } from '../support/until.js';
import { use } from '../support/use.js';

const [READER, WRITER] = ['auth0|user00000', 'auth0|user00001'] as const;
const ME = '{ me { userMetadata } }';

const tenant = useTenant({ users: createUsers(2) });
beforeEach(() => void tenant.takeCounts());

describe('two processes', () => {
  const { api } = useProcesses();

  it('share a profile that one of them fetched', async () => {
    const token = await tenant.token(READER);
    const first = await api(0).query(token, ME);
    expect(first.status).toBe(200);
    expect(await api(1).query(token, ME)).toEqual(first);
    expect(tenant.takeCounts().profiles).toBe(1);
  });

  it('see an update in the other one at once', async () => {
    const token = await tenant.token(WRITER);
    await api(0).query(token, ME);
    tenant.takeCounts();
    await api(0).query(token, 'mutation { updateMyMetadata(metadata: { counter: 1 }) { id } }');
    expect(await api(1).query(token, ME)).toEqual({
      status: 200,
      body: { data: { me: { userMetadata: { owner: WRITER, counter: 1 } } } },
    });
    expect(tenant.takeCounts().profiles).toBe(1);
  });
});

describe('two processes whose Redis is killed under load and restarted', () => {
  const { api, redis } = useProcesses();

  it('fail no request', async () => {
    const token = await tenant.token(READER);
    const statuses: number[] = [];
    let isOver = false;
    const load = [api(0), api(1)].flatMap((one) =>
      Array.from({ length: 10 }, async () => {
        while (!isOver) statuses.push((await one.query(token, ME)).status);
      }),
    );
    const answers = (count: number) => {
      const wanted = statuses.length + count;
      return until(`${count} more are answered`, () => statuses.length >= wanted);
    };
    await answers(100);
    await redis.kill();
    await answers(100);
    await redis.start();
    await answers(100);
    isOver = true;
    await Promise.all(load);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });
});

/** Two processes of the API with one Redis, for the tests of a `describe`. */
function useProcesses() {
  const servers = use(async () => {
    const redis = await RedisServer.start();
    return { redis, close: () => redis.kill() };
  });
  const processes = use(async () => {
    const env = { ...tenant.env, REDIS_URL: servers.redis.url, RATE_LIMIT_PER_MINUTE: '0' };
    const apis = await Promise.all([ApiProcess.start(env), ApiProcess.start(env)]);
    return { apis, close: () => Promise.all(apis.map((api) => api.stop())) };
  });
  return {
    api: (index: 0 | 1) => processes.apis[index],
    redis: { kill: () => servers.redis.kill(), start: () => servers.redis.start() },
  };
}
