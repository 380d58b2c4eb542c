import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { createDatabase } from '../../../src/platform/database/create-database.js';
import type { Database } from '../../../src/platform/database/database.js';
import { migrateDatabase } from '../../../src/platform/database/migrate-database.js';
import { QueryError } from '../../../src/platform/database/query.error.js';
import { UnusableDatabaseError } from '../../../src/platform/database/unusable-database.error.js';
import { UnavailableException } from '../../../src/platform/upstream/unavailable.exception.js';
import { endsWithin } from '../../support/ends-within.js';
import { startPlainServer } from '../../support/plain-server.js';
import { usePostgres } from '../../support/postgres-server.js';
import { until } from '../../support/until.js';

const postgres = usePostgres();
let url: string;
let open: Database[];

beforeEach(async () => {
  url = (await postgres.createDatabase()).url;
  open = [];
});

afterEach(async () => {
  for (const database of open) await database.close();
});

async function start(at = url, poolSize = 3): Promise<Database> {
  const database = await createDatabase(at, poolSize);
  open.push(database);
  await database.open();
  return database;
}

const ask = (database: Database) => database.run((db) => db.execute(sql`select 1 as one`));
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error: unknown) => error,
  );
const untilAnswered = (database: Database) =>
  until('it answers again', async () => (await outcome(ask(database))) === 'ok');

describe('PostgreSQL', () => {
  it('is reached again after it was killed and came back', async () => {
    const database = await start();
    await ask(database);
    await postgres.kill();
    expect(await outcome(ask(database))).toBeInstanceOf(UnavailableException);
    await postgres.resume();
    await untilAnswered(database);
  });

  it('that is down keeps nothing from starting, and is found when it comes up', async () => {
    await postgres.kill();
    const database = await start();
    expect(await outcome(ask(database))).toBeInstanceOf(UnavailableException);
    await postgres.resume();
    await untilAnswered(database);
  });

  it('that hangs is an outage within 5 s, and no connection of it is used again', async () => {
    const database = await start();
    await Promise.all([ask(database), ask(database), ask(database)]);
    postgres.freeze(true);
    const asked = Array.from({ length: 20 }, () => outcome(ask(database)));
    const outcomes = await endsWithin(5_000, Promise.all(asked)).finally(() =>
      postgres.freeze(false),
    );
    expect(outcomes.every((one) => one instanceof UnavailableException)).toBe(true);
    await untilAnswered(database);
  });

  it('that hung is used again, also where calls waited for a full pool meanwhile', async () => {
    const database = await start(url, 1);
    await postgres.kill();
    await until('its connection is gone', () => database.connections.idle === 0);
    await postgres.resume();
    postgres.freeze(true);
    const time = fakeTime();
    try {
      const first = outcome(ask(database));
      await time.pass(300);
      const second = outcome(ask(database));
      await time.pass(2_900);
      // The connection that is opened for the second one fills the pool, and does not answer either.
      const third = outcome(ask(database));
      await time.pass(2_100);
      for (const one of [first, second, third]) {
        expect(await one).toBeInstanceOf(UnavailableException);
      }
    } finally {
      postgres.freeze(false);
      time.end();
    }
    await untilAnswered(database);
  });

  it('ends a statement that takes too long, and serves others meanwhile', async () => {
    const database = await start();
    const slow = outcome(database.run((db) => db.execute(sql`select pg_sleep(30)`)));
    expect(await outcome(ask(database))).toBe('ok');
    expect(await slow).toBeInstanceOf(UnavailableException);
    expect(await outcome(ask(database))).toBe('ok');
  });

  it('has no connection left for others while all are busy, and then has them again', async () => {
    const database = await start(url, 2);
    const busy = [1, 2].map(() =>
      outcome(database.run((db) => db.execute(sql`select pg_sleep(1.8)`))),
    );
    const waiting = Array.from({ length: 5 }, () => outcome(ask(database)));
    expect(await Promise.all([...busy, ...waiting])).toEqual(Array(7).fill('ok'));
    expect(database.connections).toMatchObject({ busy: 0, waiting: 0 });
  });

  it('that grants fewer connections than the pool may have serves over those that it grants', async () => {
    const name = new URL(url).pathname.slice(1);
    await postgres.query(
      name,
      `create role frugal_${name} login password 'for the tests' connection limit 2;
       grant pg_read_all_data to frugal_${name}`,
    );
    const database = await start(postgres.url(name, `frugal_${name}`), 5);
    const crowd = await Promise.all(Array.from({ length: 5 }, () => outcome(ask(database))));
    expect(crowd).toContain('ok');
    expect(crowd).toContainEqual(expect.any(UnavailableException));
    for (let count = 0; count < 20; count += 1) expect(await outcome(ask(database))).toBe('ok');
  });

  it('rolls back what fails, and leaves no transaction open', async () => {
    const database = await start(url, 1);
    await database.run((db) => db.execute(sql`create table numbers (n int unique)`));
    const twice = database.transaction(async (tx) => {
      await tx.execute(sql`insert into numbers values (1)`);
      await tx.execute(sql`insert into numbers values (1)`);
    });
    const failure = await outcome(twice);
    expect(failure).toBeInstanceOf(QueryError);
    expect(failure).toMatchObject({ sqlState: '23505', constraint: 'numbers_n_key' });
    const { rows } = await database.run((db) => db.execute(sql`select * from numbers`));
    expect(rows).toEqual([]);
  });

  it('gets no more connections than the pool may have', async () => {
    const database = await start(url, 3);
    await Promise.all(Array.from({ length: 50 }, () => ask(database)));
    const name = new URL(url).pathname.slice(1);
    const [row] = await postgres.query(
      'postgres',
      `select count(*)::int as n from pg_stat_activity where datname = '${name}'`,
    );
    expect(row?.['n']).toBeLessThanOrEqual(3);
  });
});

describe('a schema', () => {
  it('that is behind is refused at start with the command', async () => {
    const empty = await postgres.createEmptyDatabase();
    await expect(start(empty)).rejects.toThrow(/lacks 0000_\w+.*node dist\/migrate\.js/);
  });

  it('is made once when ten replicas start at the same moment', async () => {
    const empty = await postgres.createEmptyDatabase();
    const applied = await Promise.all(Array.from({ length: 10 }, () => migrateDatabase(empty)));
    const counts = applied.map(({ length }) => length).sort((a, b) => b - a);
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts.slice(1)).toEqual(Array(9).fill(0));
    await expect(start(empty)).resolves.toBeDefined();
  });
});

describe('a DATABASE_URL', () => {
  const problems: readonly (readonly [
    string,
    (good: string) => string | Promise<string>,
    RegExp,
  ])[] = [
    [
      'with a wrong password',
      () => postgres.url('postgres', 'postgres', 'wr0ng'),
      /refuses the password/,
    ],
    [
      'with an unknown user',
      () => postgres.url('postgres', 'stranger'),
      /refuses the (user|password)/,
    ],
    ['with an unknown database', () => postgres.url('nothing'), /does not exist: create it/],
    [
      'of a port where nothing listens',
      () => 'postgres://u:wr0ng@127.0.0.1:9/x',
      /nothing listens/,
    ],
    ['of an unknown host', () => 'postgres://u:wr0ng@nothing.invalid/x', /host name/],
    ['that asks for TLS of a server without', (good) => `${good}?sslmode=require`, /offers no TLS/],
    [
      'of a server that is no PostgreSQL',
      () => startPlainServer('HTTP/1.1 400 Bad Request\r\n\r\n'),
      /PostgreSQL/,
    ],
    ['of a server that closes at once', () => startPlainServer(''), /PostgreSQL/],
    ['with a broken escape', () => 'postgres://u:%zzwr0ng@127.0.0.1:9/x', /./],
  ];

  it.each(problems)(
    '%s is told with the remedy and without the password',
    async (_, of, remedy) => {
      const at = await of(url);
      const failure = await outcome(migrateDatabase(at));
      expect(failure).toBeInstanceOf(UnusableDatabaseError);
      const { message } = failure as Error;
      expect(message).toMatch(remedy);
      expect(message).not.toMatch(/wr0ng|for the tests/);
      expect(await outcome(ask(await start(at)))).toBeInstanceOf(UnavailableException);
    },
    30_000,
  );

  it('of a user without the right to create tables is told so', async () => {
    const empty = await postgres.createEmptyDatabase();
    const name = new URL(empty).pathname.slice(1);
    await postgres.query(
      name,
      `
      create role guest_${name} login password 'for the tests';
      revoke create on schema public from public`,
    );
    const guest = postgres.url(name, `guest_${name}`);
    await expect(migrateDatabase(guest)).rejects.toThrow(/lacks a right: grant it CREATE/);
  });
});

/** Passes as the test says; the network is as fast as ever. */
function fakeTime() {
  const doNotFake = ['setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'setInterval'] as const;
  jest.useFakeTimers({ doNotFake: [...doNotFake] });
  return {
    pass: async (milliseconds: number) => {
      for (let passed = 0; passed < milliseconds; passed += 100) {
        await jest.advanceTimersByTimeAsync(100);
        for (let count = 0; count < 20; count += 1) await turn();
      }
    },
    end: () => jest.useRealTimers(),
  };
}
