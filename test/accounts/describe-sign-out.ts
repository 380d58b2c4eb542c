import { beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { TestApi } from '../support/api.js';
import { TestSocket } from '../support/live-socket.js';
import type { TestDatabase } from '../support/test-database.js';
import { useIssuer } from '../support/test-issuer.js';
import { use } from '../support/use.js';
import { People, refusalOf, REINSTATE, SUSPEND } from './people.js';

const SIGN_OUT = 'mutation { signOutEverywhere { subject } }';
const REVOKED = { status: 401, code: 'UNAUTHENTICATED', reason: 'token_revoked' };
const GUARDED = '{ guarded }';

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
  const now = () => Math.floor(Date.now() / 1000);

  describe('signOutEverywhere', () => {
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
      await (await people.as('old')).query(SIGN_OUT);
      const undated = await people.as('old', { iat: undefined });
      expect(refusalOf(await undated.query(GUARDED))).toMatchObject(REVOKED);
    });

    it('leaves every other caller alone', async () => {
      const others = await Promise.all(
        Array.from({ length: 20 }, (_, index) => people.as(`other${index}`)),
      );
      await (await people.as('leaver')).query(SIGN_OUT);
      const answers = await Promise.all(others.map((one) => one.query(GUARDED)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    });

    it('opens nothing: a public field is answered as before', async () => {
      const gone = await people.as('gone');
      await gone.query(SIGN_OUT);
      expect((await gone.query('{ open }')).status).toBe(200);
    });

    it('is a row of the history', async () => {
      await (await people.as('noted')).query(SIGN_OUT);
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
}
