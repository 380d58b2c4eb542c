import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { TestApi } from '../support/api.js';
import { usePostgres } from '../support/postgres-server.js';
import { useIssuer } from '../support/test-issuer.js';
import { until } from '../support/until.js';
import { use } from '../support/use.js';
import { describeAccounts } from './describe-accounts.js';
import { GRANT, People, REINSTATE, REVOKE, SUSPEND } from './people.js';

const postgres = usePostgres();

describe('accounts in PostgreSQL', () => describeAccounts(() => postgres.createDatabase()));

describe('two replicas on one PostgreSQL', () => {
  const issuer = useIssuer();
  const database = use(() => postgres.createDatabase());
  const start = () =>
    TestApi.start({ ...issuer.env, DATABASE_URL: database.url }, { imports: [AccountsModule] });
  const one = use(start);
  const other = use(start);
  let at: readonly People[];
  beforeAll(() => {
    at = [new People(one, issuer), new People(other, issuer)];
  });
  const databaseName = () => new URL(database.url).pathname.slice(1);
  /** About accounts: each replica also asks once a second for changes. */
  const statementsOf = () => postgres.countStatements(databaseName(), '"accounts"');
  const rows = (statement: string) => postgres.query(databaseName(), statement);

  /** No account has a role or is suspended any more, and both replicas have heard of it. */
  async function demoteAll(): Promise<void> {
    const changed = await rows(`
      with changed as (
        update accounts set roles = '{}', suspended_at = null
        where roles <> '{}' or suspended_at is not null
        returning issuer, subject)
      insert into access_changes (kind, issuer, subject)
      select 'reinstated', issuer, subject from changed
      returning subject`);
    const names = changed.map(({ subject }) => String(subject).replace('auth0|', ''));
    await until('both replicas have heard of it', async () => {
      // The test itself may have demoted them, of which a replica hears later, too.
      const asked = ['anna', 'bob', ...names].flatMap((name) =>
        at.map((people) => people.as(name)),
      );
      const answers = await Promise.all(
        asked.map(async (actor) => (await actor).query('{ myAccount { roles } }')),
      );
      return answers.every(({ body }) => body.data?.myAccount.roles.length === 0);
    });
  }

  it('make one account for 100 first requests of a caller', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, (_, i) => at[i % 2]!.idOf('crowd')));
    expect(new Set(ids).size).toBe(1);
  });

  it('make one account for each of 1,000 new callers, with at most two statements each', async () => {
    const before = await statementsOf();
    const names = Array.from({ length: 1_000 }, (_, index) => `new${index}`);
    const ids: string[] = [];
    await Promise.all(
      // As many as there are connections: on a slow machine more would wait for too long.
      Array.from({ length: 20 }, async (_, lane) => {
        for (let i = lane; i < names.length; i += 20) ids.push(await at[i % 2]!.idOf(names[i]!));
      }),
    );
    expect(new Set(ids).size).toBe(1_000);
    expect((await statementsOf()) - before).toBe(2_000);
  });

  it('keep one administrator when two demote each other at the same instant', async () => {
    await demoteAll();
    for (let round = 0; round < 5; round += 1) {
      const [anna, bob] = [await at[0]!.administrator('anna'), await at[1]!.administrator('bob')];
      const [annaId, bobId] = [await at[0]!.idOf('anna'), await at[1]!.idOf('bob')];
      const answers = await Promise.all([
        anna.query(REVOKE, { id: bobId, role: 'ADMIN' }),
        bob.query(SUSPEND, { id: annaId, reason: 'first' }),
      ]);
      const left = await rows(
        `select id from accounts where roles @> '{ADMIN}' and suspended_at is null`,
      );
      expect(left.length).toBe(1);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)]);
      await demoteAll();
    }
  });

  it.each([
    ['a demotion', REVOKE, { role: 'ADMIN' }, GRANT, { role: 'ADMIN' }],
    ['a suspension', SUSPEND, { reason: 'rogue' }, REINSTATE, {}],
  ])(
    'refuses an administrator who undoes %s of their own',
    async (_, change, values, undo, own) => {
      const chief = await at[0]!.chief();
      for (let round = 0; round < 4; round += 1) {
        await at[0]!.administrator('rogue');
        const id = await at[0]!.idOf('rogue');
        let isOver = false;
        const loops = Array.from({ length: 4 }, async (__, lane) => {
          const rogue = await at[lane % 2]!.as('rogue');
          while (!isOver) await rogue.query(undo, { id, ...own });
        });
        try {
          await pause(50);
          expect((await chief.query(change, { id, ...values })).status).toBe(200);
          await pause(300);
        } finally {
          isOver = true;
          await Promise.all(loops);
        }
        const [row] = await rows(`select roles, suspended_at from accounts where id = '${id}'`);
        if (change === REVOKE) expect(row).toMatchObject({ roles: [] });
        else {
          expect(row).toMatchObject({ suspended_at: expect.any(Date) });
          await chief.query(REINSTATE, { id });
        }
      }
    },
  );

  it('hear of a change at the other one', async () => {
    const carol = await at[1]!.as('carol');
    const list = '{ accounts(first: 1) { pageInfo { hasNextPage } } }';
    const id = await at[1]!.idOf('carol');
    for (let tries = 0; tries < 4; tries += 1) expect((await carol.query(list)).status).toBe(403);
    await (await at[0]!.chief()).query(GRANT, { id, role: 'SUPPORT' });
    await until('the role counts', async () => (await carol.query(list)).status === 200);
    await (await at[0]!.chief()).query(REVOKE, { id, role: 'SUPPORT' });
    await until('it no longer counts', async () => (await carol.query(list)).status === 403);
  });

  it('hear of a change whose transaction began long before it was committed', async () => {
    const dora = await at[1]!.as('dora');
    const list = '{ accounts(first: 1) { pageInfo { hasNextPage } } }';
    await at[1]!.idOf('dora');
    const slow = await postgres.connect(databaseName());
    await slow.query(`
      begin;
      insert into access_changes (kind, issuer, subject)
        values ('permissions', '${issuer.issuer}', 'auth0|dora');
      update accounts set roles = '{SUPPORT}' where subject = 'auth0|dora'`);
    for (const name of ['later1', 'later2', 'later3']) {
      const id = await at[0]!.idOf(name);
      await (await at[0]!.chief()).query(GRANT, { id, role: 'SUPPORT' });
      // The other replica has read past the ids of the open transaction.
      const later = await at[1]!.as(name);
      await until('a later change counts', async () => (await later.query(list)).status === 200);
      expect((await dora.query(list)).status).toBe(403);
    }
    await slow.query('commit');
    await slow.end();
    await until('the late change counts', async () => (await dora.query(list)).status === 200);
  });

  it('write lastSeenAt at most once a minute', async () => {
    await at[0]!.idOf('regular');
    const seen = () =>
      rows(`select last_seen_at, xmin from accounts where subject = 'auth0|regular'`);
    const before = await seen();
    await Promise.all(Array.from({ length: 20 }, (_, i) => at[i % 2]!.idOf('regular')));
    expect(await seen()).toEqual(before);
  });

  it('cost no query for hello, and none for what a token alone permits', async () => {
    const before = await statementsOf();
    const actor = await at[0]!.as('free', { permissions: ['read:probe'] });
    for (let i = 0; i < 50; i += 1) await actor.query('{ __typename }');
    expect(await statementsOf()).toBe(before);
  });
});
