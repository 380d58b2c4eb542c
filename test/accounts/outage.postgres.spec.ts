import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiProcess } from '../support/api-process.js';
import { usePostgres } from '../support/postgres-server.js';
import { useIssuer } from '../support/test-issuer.js';
import { until } from '../support/until.js';

const issuer = useIssuer();
const postgres = usePostgres();
let api: ApiProcess | undefined;
let url: string;
let token: string;

beforeAll(async () => {
  ({ url } = await postgres.createDatabase());
  token = await issuer.token();
});

afterEach(async () => {
  await api?.stop();
  api = undefined;
});

const start = async (env: Record<string, string> = {}) => {
  api = await ApiProcess.start({
    ...issuer.env,
    DATABASE_URL: url,
    RATE_LIMIT_PER_MINUTE: '0',
    ...env,
  });
  return api;
};

describe('the API while PostgreSQL is killed and comes back', () => {
  it('loses no secret, answers myAccount with 503, and then again', async () => {
    const running = await start();
    let isOver = false;
    const seen = { secret: new Map<number, number>(), myAccount: new Map<number, number>() };
    const load = (field: 'secret' | 'myAccount', query: string) =>
      Array.from({ length: 10 }, async () => {
        while (!isOver) {
          const { status } = await running.query(token, query);
          seen[field].set(status, (seen[field].get(status) ?? 0) + 1);
          await pause(5);
        }
      });
    const all = [...load('secret', '{ secret }'), ...load('myAccount', '{ myAccount { id } }')];
    await pause(500);
    await postgres.kill();
    await pause(3_000);
    const { status } = await fetch(running.url.replace('/graphql', '/health/ready'));
    expect(status).toBe(200);
    await postgres.resume();
    await untilAnswered(running);
    isOver = true;
    await Promise.all(all);
    expect([...seen.secret.keys()]).toEqual([200]);
    expect([...seen.myAccount.keys()].sort()).toEqual([200, 503]);
    expect(running.output.match(/until then/gi)).toHaveLength(1);
    expect(running.output).toMatch(/The database answers again/);
  });

  it('starts without it, and is ready when it has found it', async () => {
    await postgres.kill();
    const running = await start();
    expect((await running.query(token, '{ secret }')).status).toBe(200);
    expect((await running.query(token, '{ myAccount { id } }')).status).toBe(503);
    const ready = async () =>
      (await fetch(running.url.replace('/graphql', '/health/ready'))).status;
    // It has never read the list of revocations.
    expect(await ready()).toBe(503);
    await postgres.resume();
    await untilAnswered(running);
    await until('it is ready', async () => (await ready()) === 200);
  });
});

describe('the API at a schema that is behind', () => {
  it('does not start, and names the command', async () => {
    const DATABASE_URL = await postgres.createEmptyDatabase();
    await expect(start({ DATABASE_URL })).rejects.toThrow(
      /The database of DATABASE_URL lacks .*: run node dist\/migrate\.js/,
    );
  });
});

function untilAnswered(api: ApiProcess): Promise<void> {
  return until(
    'the database answers',
    async () => (await api.query(token, '{ myAccount { id } }')).status === 200,
  );
}
