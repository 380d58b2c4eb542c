import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { runAccountCommand } from '../../src/accounts/command/run-account-command.js';
import { CurrentAccounts } from '../../src/accounts/current-accounts.js';
import { AccessChangeFeed } from '../../src/platform/auth/index.js';
import { Database } from '../../src/platform/database/database.js';
import { databaseWork } from '../../src/platform/database/database.metrics.js';
import { TestApi } from '../support/api.js';
import { shiftClock } from '../support/clock.js';
import { TestSocket } from '../support/live-socket.js';
import type { TestDatabase } from '../support/test-database.js';
import { useIssuer } from '../support/test-issuer.js';
import { use } from '../support/use.js';
import { People, refusalOf, REINSTATE, SUSPEND } from './people.js';

const SIGN_OUT = 'mutation { signOutEverywhere { subject } }';
const REVOKED = { status: 401, code: 'UNAUTHENTICATED', reason: 'token_revoked' };
const GUARDED = '{ guarded }';

const now = () => Math.floor(Date.now() / 1000);

/** How access ends before a token expires, on whichever database. */
export function describeSignOut(createDatabase: () => Promise<TestDatabase>): void {
  const issuer = useIssuer();
  const database = use(createDatabase);
  const api = use(() =>
    TestApi.start({ ...issuer.env, DATABASE_URL: database.url }, { imports: [AccountsModule] }),
  );
  let people: People;
  beforeAll(() => {
    people = new People(api, issuer);
  });
  describe('signOutEverywhere', () => {
    const before = { iat: now() - 60 };
    // Each is answered when its second is over.
    beforeAll(async () => {
      const names = ['undated', 'leaver', 'gone', 'noted'];
      const leaving = await Promise.all(names.map((name) => people.as(name, before)));
      const answers = await Promise.all(leaving.map((one) => one.query(SIGN_OUT)));
      expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    });

    it('refuses every token of the caller, and at once accepts one of a new login', async () => {
      const here = await people.as('ada');
      const elsewhere = await people.as('ada', { iat: now() - 1000 });
      expect((await elsewhere.query(GUARDED)).status).toBe(200);
      expect((await here.query(SIGN_OUT)).body).toEqual({
        data: { signOutEverywhere: { subject: 'auth0|ada' } },
      });
      for (const one of [here, elsewhere]) {
        expect(refusalOf(await one.query(GUARDED))).toMatchObject(REVOKED);
      }
      expect((await (await people.as('ada')).query(GUARDED)).status).toBe(200);
    });

    it('refuses a token of which the clock of the issuer says that it is yet to come', async () => {
      const early = await people.as('early', { iat: now() + 4 });
      const other = await people.as('early', { iat: now() + 3 });
      await Promise.all([early.query(GUARDED), other.query(GUARDED)]);
      expect((await other.query(SIGN_OUT)).status).toBe(200);
      for (const one of [early, other]) {
        expect(refusalOf(await one.query(GUARDED))).toMatchObject(REVOKED);
      }
      // By the same clock, a second later.
      const later = await people.as('early', { iat: now() + 5 });
      expect((await later.query(GUARDED)).status).toBe(200);
    });

    it('refuses the token where the clock of the database is behind', async () => {
      const clock = shiftClock();
      clock.advance(3_000);
      try {
        const actor = await people.as('behind');
        expect((await actor.query(SIGN_OUT)).status).toBe(200);
        expect(refusalOf(await actor.query(GUARDED))).toMatchObject(REVOKED);
        expect((await (await people.as('behind')).query(GUARDED)).status).toBe(200);
      } finally {
        clock.reset();
      }
    });

    it("closes the caller's sockets, and no other", async () => {
      const [leaver, neighbour] = await Promise.all([
        TestSocket.connect(api.url, await people.token('socket')),
        TestSocket.connect(api.url, await people.token('neighbour')),
      ]);
      await (await people.as('socket')).query(SIGN_OUT);
      expect(await leaver.ended).toEqual({ code: 4401, reason: 'token_revoked' });
      await neighbour.settle();
      await neighbour.take('pong');
      neighbour.close();
    });

    it('refuses a token that does not say when it was issued', async () => {
      const undated = await people.as('undated', { iat: undefined });
      expect(refusalOf(await undated.query(GUARDED))).toMatchObject(REVOKED);
    });

    it('leaves every other caller alone', async () => {
      const others = await Promise.all(
        Array.from({ length: 20 }, (_, index) => people.as(`other${index}`, before)),
      );
      const answers = await Promise.all(others.map((one) => one.query(GUARDED)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    });

    it('opens nothing: a public field is answered as before', async () => {
      const gone = await people.as('gone', before);
      expect((await gone.query('{ open }')).status).toBe(200);
    });

    it('is a row of the history', async () => {
      const { body } = await (
        await people.operator()
      ).query(
        `{ accounts(first: 1, filter: { subject: "auth0|noted" }) { edges { node { history { action actorSubject } } } } }`,
      );
      expect(body.data.accounts.edges[0].node.history).toEqual([
        { action: 'SIGNED_OUT', actorSubject: 'auth0|noted' },
      ]);
    });

    it('is refused to an application', async () => {
      const machine = await people.as('', { sub: 'c@clients', gty: 'client-credentials' });
      expect((await machine.query(SIGN_OUT)).status).toBe(403);
    });
  });

  describe('a token that is valid for longer than a revocation is remembered', () => {
    const DAYS_31 = 31 * 24 * 60 * 60;

    it.each([
      ['31 days', 200, { iat: now(), exp: now() + DAYS_31 }],
      ['31 days and 1 s', 401, { iat: now(), exp: now() + DAYS_31 + 1 }],
      [
        '31 days and 1 s, most of which are over',
        401,
        { iat: now() - DAYS_31, exp: now() + 1_000 },
      ],
      ['30 days from now on, with no iat', 200, { iat: undefined, exp: now() + DAYS_31 - 86_400 }],
      ['32 days from now on, with no iat', 401, { iat: undefined, exp: now() + DAYS_31 + 86_400 }],
      ['for ever', 401, { exp: Number.MAX_SAFE_INTEGER }],
    ])('of %s is answered with %i', async (_, status, claims) => {
      const answer = await (await people.as('long', claims)).query(GUARDED);
      expect(answer.status).toBe(status);
      const [error] = answer.body.errors ?? [];
      expect(error?.extensions.reason).toBe(status === 401 ? 'token_lifetime' : undefined);
    });
  });

  describe('suspendAccount', () => {
    it('refuses all tokens, old and new, on every field, until the account is reinstated', async () => {
      const id = await people.idOf('eve');
      const operator = await people.operator();
      await operator.query(SUSPEND, { id, reason: 'fraud' });
      for (const iat of [now() - 1000, now(), now() + 3]) {
        const eve = await people.as('eve', { iat, permissions: ['read:accounts'] });
        expect(refusalOf(await eve.query(GUARDED))).toMatchObject({
          status: 403,
          code: 'FORBIDDEN',
          reason: 'account_suspended',
        });
      }
      await operator.query(REINSTATE, { id });
      const old = await people.as('eve', { iat: now() - 1000 });
      expect((await old.query(GUARDED)).status).toBe(200);
    });
  });

  describe('an account that was erased', () => {
    const ME = '{ myAccount { id } }';

    it('is not made again by a token of before, also before the API hears of it', async () => {
      const old = await people.as('erased', { iat: now() - 60 });
      const { id } = (await old.query(ME)).body.data.myAccount as { readonly id: string };
      // As another process does: the API reads of it within a second.
      const erase = ['erase', '--id', id];
      await runAccountCommand(erase, () => Promise.resolve(api.app.get(Database)));
      api.app.get(CurrentAccounts).forget({ issuer: issuer.url, subject: 'auth0|erased' });
      expect(refusalOf(await old.query(ME))).toMatchObject(REVOKED);
      const { body } = await (
        await people.operator()
      ).query('{ accounts(filter: { subject: "auth0|erased" }) { totalCount } }');
      expect(body.data).toEqual({ accounts: { totalCount: 0 } });
    });
  });

  describe('a sign-out that no longer fits in memory', () => {
    let statements = 0;
    let stop: () => void;
    beforeAll(async () => {
      await (await people.as('crowded')).query(SIGN_OUT);
      const crowd = Array.from({ length: 100_000 }, (_, index) => ({
        ...{ kind: 'signed_out' as const, issuer: issuer.issuer, subject: `crowd${index}` },
        issuedBefore: now() - 10,
      }));
      api.app.get(AccessChangeFeed).tell(crowd);
      stop = databaseWork.subscribe(() => (statements += 1));
    });
    afterAll(() => stop());

    it('holds as before', async () => {
      const old = await people.as('crowded', { iat: now() - 60 });
      for (let times = 0; times < 3; times += 1) {
        expect(refusalOf(await old.query(GUARDED))).toMatchObject(REVOKED);
      }
      expect((await (await people.as('crowded')).query(GUARDED)).status).toBe(200);
    });

    it('costs one query, once, for a token that it could concern, and none for a newer one', async () => {
      const old = await people.as('bystander', { iat: now() - 3_000 });
      const fresh = await people.as('bystander');
      const [before, startedAt] = [statements, performance.now()];
      for (let times = 0; times < 20; times += 1) {
        expect((await old.query('{ a: guarded b: guarded }')).status).toBe(200);
        expect((await fresh.query(GUARDED)).status).toBe(200);
      }
      // The list itself is read once a second.
      const reads = 2 + (performance.now() - startedAt) / 1_000;
      expect(statements - before).toBeGreaterThanOrEqual(1);
      expect(statements - before).toBeLessThanOrEqual(1 + reads);
    });
  });
}
