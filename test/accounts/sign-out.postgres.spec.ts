import { beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { AccessChangeFeed } from '../../src/platform/auth/index.js';
import { TestApi, type Actor } from '../support/api.js';
import { usePostgres } from '../support/postgres-server.js';
import { useIssuer } from '../support/test-issuer.js';
import { until } from '../support/until.js';
import { use } from '../support/use.js';
import { describeSignOut } from './describe-sign-out.js';
import { People, refusalOf } from './people.js';

const SIGN_OUT = 'mutation { signOutEverywhere { id } }';
const GUARDED = '{ guarded }';
/** For two replicas in this one process, on a busy machine. */
const BURST_MS = 90_000;

const postgres = usePostgres();

describe('revocation in PostgreSQL', () => describeSignOut(() => postgres.createDatabase()));

describe('two replicas on one PostgreSQL', () => {
  const issuer = useIssuer();
  const database = use(() => postgres.createDatabase());
  const start = () =>
    TestApi.start({ ...issuer.env, DATABASE_URL: database.url }, { imports: [AccountsModule] });
  const one = use(start);
  const other = use(start);
  let here: People;
  let there: People;
  beforeAll(() => {
    here = new People(one, issuer);
    there = new People(other, issuer);
  });
  const databaseName = () => new URL(database.url).pathname.slice(1);
  const statusOf = async (actor: Actor) => (await actor.query(GUARDED)).status;

  it('refuse what was signed out at the other one, and no other', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `user${index}`);
    const leaving = names.filter(() => Math.random() < 0.5);
    const actors = new Map(
      await Promise.all(names.map(async (name) => [name, await there.as(name)] as const)),
    );
    await Promise.all([...actors.values()].map(statusOf));
    for (let i = 0; i < leaving.length; i += 20) {
      await Promise.all(
        leaving.slice(i, i + 20).map(async (name) => {
          expect((await (await here.as(name)).query(SIGN_OUT)).status).toBe(200);
        }),
      );
    }
    await until('every sign-out is heard of', async () => {
      const statuses = leaving.map((name) => statusOf(actors.get(name)!));
      return (await Promise.all(statuses)).every((status) => status === 401);
    });
    for (const [name, actor] of actors) {
      expect([name, await statusOf(actor)]).toEqual([name, leaving.includes(name) ? 401 : 200]);
    }
  });

  it('miss none whose transaction is committed after later ones', async () => {
    const late = await there.as('late');
    const slow = await postgres.connect(databaseName());
    await slow.query(`
      begin;
      insert into access_changes (kind, issuer, subject, issued_before)
        values ('signed_out', '${issuer.issuer}', 'auth0|late', ${Math.floor(Date.now() / 1000) + 1})`);
    for (const name of ['quick1', 'quick2', 'quick3', 'quick4', 'quick5']) {
      await (await here.as(name)).query(SIGN_OUT);
    }
    const quick = await there.as('quick5', { iat: Math.floor(Date.now() / 1000) - 60 });
    await until('a later sign-out is heard of', async () => (await statusOf(quick)) === 401);
    expect(await statusOf(late)).toBe(200);
    await slow.query('commit');
    await slow.end();
    await until('the late one is heard of', async () => (await statusOf(late)) === 401);
  });

  it('keep to the list while PostgreSQL is away, and catch up when it is back', async () => {
    const out = await there.as('out');
    await (await here.as('out')).query(SIGN_OUT);
    await until('the other one has heard', async () => (await statusOf(out)) === 401);
    await postgres.kill();
    expect(await statusOf(out)).toBe(401);
    expect(await statusOf(await there.as('in'))).toBe(200);
    // Longer than what was read counts as current.
    await pause(2_500);
    expect(await statusOf(out)).toBe(401);
    await postgres.resume();
    const away = await there.as('away');
    await until(
      'the database answers',
      async () => (await (await here.as('away')).query(SIGN_OUT)).status === 200,
    );
    await until('the other one has caught up', async () => (await statusOf(away)) === 401);
  });

  it('know the list from the start, and are not ready before', async () => {
    const gone = await there.as('gone');
    await (await here.as('gone')).query(SIGN_OUT);
    await postgres.kill();
    const third = await start();
    const ready = () => fetch(third.url.replace('/graphql', '/health/ready'));
    try {
      await (await new People(third, issuer).as('x')).query(GUARDED);
      expect((await ready()).status).toBe(503);
      await postgres.resume();
      await until('it is ready', async () => (await ready()).status === 200);
      expect(await statusOf(await new People(third, issuer).as('x'))).toBe(200);
      const [, token] = /Bearer (.*)/.exec(Reflect.get(gone, 'headers').authorization) ?? [];
      expect(await statusOf(third.as(token ?? ''))).toBe(401);
    } finally {
      await third.close();
    }
  });

  it('refuse for a while what a sign-out beyond their memory could concern, and nothing else', async () => {
    const crowd = Array.from({ length: 100_001 }, (_, index) => ({
      ...{ kind: 'signed_out' as const, issuer: issuer.issuer, subject: `crowd${index}` },
      issuedBefore: Math.floor(Date.now() / 1000) - 10,
    }));
    other.app.get(AccessChangeFeed).tell(crowd);
    const [old, fresh] = [
      await there.as('resting', { iat: Math.floor(Date.now() / 1000) - 60 }),
      await there.as('resting'),
    ];
    await postgres.kill();
    const refusal = { code: 'SERVICE_UNAVAILABLE' };
    expect(refusalOf(await old.query(GUARDED))).toMatchObject({ status: 503, ...refusal });
    expect(await statusOf(fresh)).toBe(200);
    await postgres.resume();
    await until('the database answers', async () => (await statusOf(old)) === 200);
  });

  it('accept one logout token once, at whichever it arrives', async () => {
    const token = await issuer.token({
      claims: {
        sub: 'auth0|twice',
        exp: Math.floor(Date.now() / 1000) + 60,
        jti: 'once',
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      },
    });
    const sent = [one, other, one, other].map(({ url }) =>
      fetch(url.replace('/graphql', '/backchannel-logout'), {
        method: 'POST',
        body: new URLSearchParams({ logout_token: token }),
      }),
    );
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 400, 400, 400]);
  });

  it(
    'hear of a sign-out within 2 s beside 150,000 rows and a forgotten transaction elsewhere',
    async () => {
      const elsewhere = new URL(await postgres.createEmptyDatabase()).pathname.slice(1);
      const forgotten = await postgres.connect(elsewhere);
      await forgotten.query('create table notes (id int); begin; insert into notes values (1)');
      try {
        await postgres.query(
          databaseName(),
          `insert into access_changes (kind, issuer, subject, issued_before)
         select 'signed_out', 'https://elsewhere.example/', 'user' || n, 1 + extract(epoch from now())
         from generate_series(1, 150000) as n`,
        );
        const ages = () =>
          [one, other].map(({ app }) => app.get(AccessChangeFeed).ageSeconds ?? 99);
        await pause(1_500);
        await until('it is read', () => ages().every((age) => age < 1.5), BURST_MS);
        for (const name of ['beside1', 'beside2', 'beside3']) {
          const away = await there.as(name);
          expect(await statusOf(away)).toBe(200);
          expect((await (await here.as(name)).query(SIGN_OUT)).status).toBe(200);
          await until('it is heard of', async () => (await statusOf(away)) === 401, 2_000);
        }
      } finally {
        await forgotten.end();
      }
    },
    2 * BURST_MS,
  );
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
