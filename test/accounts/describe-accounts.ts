import { beforeAll, describe, expect, it } from '@jest/globals';
import { eq } from 'drizzle-orm';
import { accounts } from '../../src/accounts/accounts.table.js';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { CurrentAccounts } from '../../src/accounts/current-accounts.js';
import { Database } from '../../src/platform/database/index.js';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { TestApi } from '../support/api.js';
import type { TestDatabase } from '../support/test-database.js';
import { useIssuer } from '../support/test-issuer.js';
import { use } from '../support/use.js';
import { GRANT, MY_ACCOUNT, People, refusalOf, REINSTATE, REVOKE, SUSPEND } from './people.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** What users and administrators see of accounts, on whichever database. */
export function describeAccounts(createDatabase: () => Promise<TestDatabase>): void {
  const issuer = useIssuer();
  const other = useIssuer({ hasTrailingSlash: false });
  const database = use(createDatabase);
  const api = use(() =>
    TestApi.start(
      {
        ...issuer.env,
        OIDC_ISSUER_URL: other.issuer,
        OIDC_AUDIENCE: other.audience,
        DATABASE_URL: database.url,
        ACCOUNT_NAME_CLAIM: 'name',
        ACCOUNT_EMAIL_CLAIM: 'https://example.com/email',
        ACCOUNT_EMAIL_VERIFIED_CLAIM: 'contact.verified',
      },
      { imports: [AccountsModule, ProfileModule] },
    ),
  );
  let people: People;
  beforeAll(() => {
    people = new People(api, issuer);
  });

  /** As if the user had been away for a while. */
  async function forgetVisit(subject: string): Promise<void> {
    await api.app.get(Database).run((db) =>
      db
        .update(accounts)
        .set({ lastSeenAt: new Date(Date.now() - 120_000) })
        .where(eq(accounts.subject, subject)),
    );
    api.app.get(CurrentAccounts).forget({ issuer: issuer.issuer, subject });
  }

  describe('myAccount', () => {
    it('is created when it is first asked for, and stays the same', async () => {
      const ada = await people.as('ada');
      const { status, body } = await ada.query(MY_ACCOUNT);
      expect({ status, body }).toEqual({
        status: 200,
        body: {
          data: {
            myAccount: {
              id: expect.stringMatching(UUID),
              issuer: issuer.issuer,
              subject: 'auth0|ada',
              name: null,
              email: null,
              emailVerified: null,
              status: 'ACTIVE',
              suspensionReason: null,
              roles: [],
              permissions: [],
              createdAt: expect.stringMatching(/Z$/),
              lastSeenAt: expect.stringMatching(/Z$/),
            },
          },
        },
      });
      expect((await ada.query(MY_ACCOUNT)).body).toEqual(body);
    });

    it('is one for 100 requests at once', async () => {
      const actors = await Promise.all(Array.from({ length: 100 }, () => people.as('crowd')));
      const answers = await Promise.all(actors.map((one) => one.query('{ myAccount { id } }')));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ body }) => body.data.myAccount.id)).size).toBe(1);
    });

    it('is another one at another issuer, with the same subject', async () => {
      const token = await other.token({ claims: { sub: 'auth0|ada' } });
      const { body } = await api.as(token).query('{ myAccount { id issuer } }');
      expect(body.data.myAccount.issuer).toBe(other.issuer);
      expect(body.data.myAccount.id).not.toBe(await people.idOf('ada'));
    });

    it('keeps a copy of the claims that the settings name, as fresh as the last visit', async () => {
      const own = '{ myAccount { name email emailVerified } }';
      const email = 'https://example.com/email';
      const first = { name: 'Zoë', [email]: 'zoe@example.com', contact: { verified: true } };
      const zoe = await people.as('zoe', first);
      const copied = { name: 'Zoë', email: 'zoe@example.com', emailVerified: true };
      expect((await zoe.query(own)).body.data.myAccount).toEqual(copied);

      await forgetVisit('auth0|zoe');
      const second = await people.as('zoe', { name: '', [email]: 'zoe@example.org' });
      const renewed = { name: 'Zoë', email: 'zoe@example.org', emailVerified: false };
      expect((await second.query(own)).body.data.myAccount).toEqual(renewed);
    });

    it.each([
      ['a number', 42],
      ['U+0000', 'a\u0000b'],
      ['a lone surrogate', '\ud800'],
      ['321 characters', 'x'.repeat(321)],
    ])('copies no name that is %s', async (_, name) => {
      const odd = await people.as(`odd-${_}`, { name });
      const { body } = await odd.query('{ myAccount { name } }');
      expect(body.data).toEqual({ myAccount: { name: null } });
    });

    it('is refused to an application', async () => {
      const machine = await people.as('x', { sub: 'client@clients', gty: 'client-credentials' });
      expect(refusalOf(await machine.query(MY_ACCOUNT))).toEqual({
        status: 403,
        code: 'FORBIDDEN',
        message: 'This access token belongs to an application, not to a user.',
      });
    });

    it('is refused without a token', async () => {
      expect((await api.anonymous.query(MY_ACCOUNT)).status).toBe(401);
    });

    it.each([
      ['quotes', `auth0|'; drop table accounts; --`],
      ['a wildcard', 'auth0|%'],
      ['an emoji', 'auth0|👩🏽‍💻'],
      ['255 characters', 'x'.repeat(255)],
    ])('keeps a subject with %s as it is', async (_, sub) => {
      const { body } = await (await people.as('', { sub })).query('{ myAccount { subject } }');
      expect(body.data.myAccount.subject).toBe(sub);
    });

    it('answers a subject that PostgreSQL cannot store with an error of the caller', async () => {
      const odd = await people.as('', { sub: 'auth0|a\u0000b' });
      expect(refusalOf(await odd.query(MY_ACCOUNT))).toMatchObject({ code: 'BAD_USER_INPUT' });
    });
  });

  describe('a role', () => {
    it('grants permissions that the token lacks, at once', async () => {
      const ben = await people.as('ben');
      const refused = refusalOf(await ben.query('{ accounts(first: 1) { totalCount } }'));
      expect(refused).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      const id = await people.idOf('ben');
      const granted = await (await people.chief()).query(GRANT, { id, role: 'SUPPORT' });
      expect(granted.body.data.grantRole).toEqual({
        roles: ['SUPPORT'],
        permissions: ['read:accounts', 'read:users'],
      });
      expect((await ben.query('{ accounts(first: 1) { totalCount } }')).status).toBe(200);
      expect((await ben.query(GRANT, { id, role: 'ADMIN' })).status).toBe(403);
    });

    it('grants nothing any more once it is revoked', async () => {
      const mona = await people.administrator('mona');
      expect((await mona.query(`{ account(id: "${UNKNOWN}") { id } }`)).status).toBe(404);
      await people.administrator('another');
      const id = await people.idOf('mona');
      await (await people.chief()).query(REVOKE, { id, role: 'ADMIN' });
      expect((await mona.query(`{ account(id: "${UNKNOWN}") { id } }`)).status).toBe(403);
    });

    it.each([
      ['user_metadata', { 'https://example.com/user_metadata': { roles: ['ADMIN'] } }],
      ['a requested scope', { scope: 'openid read:accounts manage:accounts' }],
      ['a claim of roles', { roles: ['ADMIN'], role: 'ADMIN' }],
    ])('cannot be had by %s', async (_, claims) => {
      const user = await people.as('sly', claims);
      const { body } = await user.query('{ myAccount { roles } }');
      expect(body.data.myAccount.roles).toEqual([]);
      expect((await user.query('{ accounts { totalCount } }')).status).toBe(403);
    });

    it('of one issuer is not that of the same subject at another', async () => {
      await people.administrator('twin');
      const token = await other.token({ claims: { sub: 'auth0|twin' } });
      expect((await api.as(token).query('{ accounts { totalCount } }')).status).toBe(403);
    });

    it('is refused twice, and taken only from who has it', async () => {
      const operator = await people.chief();
      const id = await people.idOf('twice');
      await operator.query(GRANT, { id, role: 'SUPPORT' });
      expect(refusalOf(await operator.query(GRANT, { id, role: 'SUPPORT' }))).toEqual({
        status: 400,
        code: 'BAD_USER_INPUT',
        message: 'This account has the role SUPPORT already.',
      });
      expect(refusalOf(await operator.query(REVOKE, { id, role: 'ADMIN' }))).toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    });
  });

  describe('a suspended account', () => {
    it('is refused everything about accounts until it is reinstated', async () => {
      const eve = await people.as('eve');
      const id = await people.idOf('eve');
      const operator = await people.operator();
      const suspended = await operator.query(SUSPEND, { id, reason: "Robert'); drop table" });
      expect(suspended.body.data.suspendAccount).toEqual({
        status: 'SUSPENDED',
        suspensionReason: "Robert'); drop table",
      });
      const refusal = {
        status: 403,
        code: 'FORBIDDEN',
        reason: 'account_suspended',
        message: 'This account is suspended.',
      };
      expect(refusalOf(await eve.query(MY_ACCOUNT))).toEqual(refusal);
      const stronger = await people.as('eve', { permissions: ['read:accounts'] });
      expect(refusalOf(await stronger.query('{ accounts { totalCount } }'))).toEqual(refusal);
      expect(refusalOf(await eve.query('{ accounts { totalCount } }'))).toEqual(refusal);

      await operator.query(REINSTATE, { id });
      expect((await eve.query(MY_ACCOUNT)).status).toBe(200);
    });

    it('cannot be the own one', async () => {
      const boss = await people.administrator('boss');
      const id = await people.idOf('boss');
      expect(refusalOf(await boss.query(SUSPEND, { id, reason: 'holiday' }))).toMatchObject({
        status: 400,
        code: 'BAD_USER_INPUT',
      });
      expect((await boss.query(MY_ACCOUNT)).status).toBe(200);
    });

    it.each([
      ['no reason', ''],
      ['a blank reason', '  '],
      ['a reason of 501 characters', 'x'.repeat(501)],
      ['a reason that PostgreSQL cannot store', 'a\u0000b'],
    ])('needs more than %s', async (_, reason) => {
      const id = await people.idOf('innocent');
      const answer = await (await people.operator()).query(SUSPEND, { id, reason });
      expect(refusalOf(answer)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
      const { body } = await (await people.as('innocent')).query('{ myAccount { status } }');
      expect(body.data.myAccount.status).toBe('ACTIVE');
    });
  });

  describe('a permission of the access token alone', () => {
    const READ = 'query ($id: ID!) { account(id: $id) { status history { action } } }';
    const LIST = `query ($filter: AccountFilter) {
      accounts(first: 100, filter: $filter) { edges { node { issuer } } totalCount }
    }`;
    /** Someone of the other issuer, whose token permits everything. */
    const stranger = async () =>
      api.as(
        await other.token({
          claims: { sub: 'stranger', permissions: ['read:accounts', 'manage:accounts'] },
        }),
      );

    it.each([
      ['a user', {}],
      ['an application', { sub: 'c@clients', gty: 'client-credentials' }],
    ])('lets %s read, suspend and reinstate accounts of its own issuer', async (_, claims) => {
      const id = await people.idOf('near');
      const permissions = ['read:accounts', 'manage:accounts'];
      const actor = await people.as('operator', { permissions, ...claims });
      for (const [query, variables] of [
        [SUSPEND, { id, reason: 'x' }],
        [READ, { id }],
        [REINSTATE, { id }],
      ] as const) {
        expect((await actor.query(query, variables)).status).toBe(200);
      }
    });

    it('reaches no account of another issuer', async () => {
      const id = await people.idOf('far');
      const actor = await stranger();
      for (const [query, variables] of [
        [SUSPEND, { id, reason: 'x' }],
        [REINSTATE, { id }],
        [READ, { id }],
      ] as const) {
        const refusal = refusalOf(await actor.query(query, variables));
        expect(refusal).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      }
      const { body } = await (await people.as('far')).query('{ myAccount { status } }');
      expect(body.data.myAccount.status).toBe('ACTIVE');
    });

    it('lists the accounts of its own issuer, whatever it asks for', async () => {
      await people.idOf('far');
      const actor = await stranger();
      await actor.query('{ myAccount { id } }');
      const { edges } = (await actor.query(LIST)).body.data.accounts;
      const issuers = edges.map(({ node }: { node: { issuer: string } }) => node.issuer);
      expect(new Set(issuers)).toEqual(new Set([other.issuer]));
      const filtered = await actor.query(LIST, { filter: { issuer: issuer.issuer } });
      expect(filtered.body.data.accounts).toEqual({ edges: [], totalCount: 0 });
    });

    it('shows the history of no account that only a role lets it see', async () => {
      const id = await people.idOf('seen');
      const claims = { sub: 'helper', permissions: ['manage:accounts'] };
      const helper = api.as(await other.token({ claims }));
      const { body } = await helper.query('{ myAccount { id } }');
      const chief = await people.chief();
      await chief.query(GRANT, { id: body.data.myAccount.id, role: 'SUPPORT' });
      expect(
        (await helper.query('query ($id: ID!) { account(id: $id) { id } }', { id })).status,
      ).toBe(200);
      expect((await helper.query(READ, { id })).body.errors?.[0]?.extensions.code).toBe(
        'FORBIDDEN',
      );
    });

    it('grants and revokes no role', async () => {
      await people.administrator('kept');
      const operator = await people.operator();
      const own = await people.idOf('operator');
      for (const [query, variables] of [
        [GRANT, { id: own, role: 'ADMIN' }],
        [GRANT, { id: await people.idOf('near'), role: 'SUPPORT' }],
        [REVOKE, { id: await people.idOf('kept'), role: 'ADMIN' }],
      ] as const) {
        expect(refusalOf(await operator.query(query, variables))).toEqual({
          status: 403,
          code: 'FORBIDDEN',
          message: 'Only the role of an account permits this, not an access token alone.',
        });
      }
    });
  });

  describe('an account by its identifier', () => {
    it.each([
      [UNKNOWN, 404, 'NOT_FOUND'],
      ['1', 400, 'BAD_USER_INPUT'],
      ['', 400, 'BAD_USER_INPUT'],
      [`${UNKNOWN}' or 1=1 --`, 400, 'BAD_USER_INPUT'],
    ])('%s is answered with %i', async (id, status, code) => {
      const operator = await people.chief();
      const read = `query ($id: ID!) { account(id: $id) { id } }`;
      expect(refusalOf(await operator.query(read, { id }))).toMatchObject({ status, code });
      const grant = await operator.query(GRANT, { id, role: 'ADMIN' });
      expect(refusalOf(grant)).toMatchObject({ status, code });
    });

    it('brings its history for who may manage accounts, with one query for all', async () => {
      const id = await people.idOf('storied');
      const operator = await people.chief();
      await operator.query(GRANT, { id, role: 'SUPPORT' });
      await operator.query(SUSPEND, { id, reason: 'spam' });
      const HISTORY = 'history { action role reason actorSubject actorIssuer }';
      const { body } = await operator.query(`{ account(id: "${id}") { ${HISTORY} } }`);
      const actor = { actorSubject: 'auth0|chief', actorIssuer: issuer.issuer };
      expect(body.data.account.history).toEqual([
        { action: 'SUSPENDED', role: null, reason: 'spam', ...actor },
        { action: 'ROLE_GRANTED', role: 'SUPPORT', reason: null, ...actor },
      ]);
      const list = await operator.query(`{ accounts(first: 7) { edges { node { ${HISTORY} } } } }`);
      expect(list.status).toBe(200);
      const reader = await people.as('reader', { permissions: ['read:accounts'] });
      const refused = await reader.query(`{ account(id: "${id}") { ${HISTORY} } }`);
      expect(refused.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    });
  });

  describe('the list of accounts', () => {
    const PAGE = `query ($first: Int!, $after: String, $filter: AccountFilter) {
      accounts(first: $first, after: $after, filter: $filter) {
        edges { node { subject } cursor }
        pageInfo { hasNextPage hasPreviousPage endCursor }
        totalCount
      }
    }`;

    beforeAll(async () => {
      await people.idOf('narrow');
      await people.administrator('narrow-admin');
      await api.as(await other.token()).query(MY_ACCOUNT);
    });

    it('comes in pages that stay as they are while accounts are added', async () => {
      const operator = await people.chief();
      for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) await people.idOf(name);
      const first = (await operator.query(PAGE, { first: 2 })).body.data.accounts;
      await people.idOf('p6');
      const after = first.pageInfo.endCursor;
      const second = (await operator.query(PAGE, { first: 2, after })).body.data.accounts;
      const subjects = [...first.edges, ...second.edges].map(
        ({ node }: { node: { subject: string } }) => node.subject,
      );
      expect(subjects.slice(0, 4)).toEqual(['auth0|p5', 'auth0|p4', 'auth0|p3', 'auth0|p2']);
      expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    });

    it.each([
      ['subject', { subject: 'auth0|narrow' }, ['auth0|narrow']],
      ['subject without a match', { subject: "' or 1=1 --" }, []],
      ['issuer and role', { role: 'ADMIN', subject: 'auth0|narrow-admin' }, ['auth0|narrow-admin']],
      ['status', { status: 'SUSPENDED', subject: 'auth0|narrow' }, []],
    ])('can be narrowed by %s', async (_, filter, expected) => {
      const { body } = await (await people.operator()).query(PAGE, { first: 10, filter });
      const { edges, totalCount } = body.data.accounts;
      expect(edges.map(({ node }: { node: { subject: string } }) => node.subject)).toEqual(
        expected,
      );
      expect(totalCount).toBe(expected.length);
    });

    it('can be narrowed by an issuer, however it is spelled', async () => {
      const operator = await people.chief();
      const count = async (name: string) => {
        const { body } = await operator.query(PAGE, { first: 1, filter: { issuer: name } });
        return body.data.accounts.totalCount;
      };
      expect(await count(other.issuer)).toBeGreaterThan(0);
      expect(await count(`${other.issuer}/`)).toBe(await count(other.issuer));
    });

    it.each([
      ['first of 0', { first: 0 }],
      ['first of 101', { first: 101 }],
      ['first of -1', { first: -1 }],
      ['a broken cursor', { first: 1, after: 'broken' }],
      [
        'a cursor of another list',
        { first: 1, after: Buffer.from('orders:1').toString('base64url') },
      ],
      [
        'a cursor that is not a number',
        { first: 1, after: Buffer.from('accounts:1 or 1').toString('base64url') },
      ],
      ['a subject that PostgreSQL cannot store', { first: 1, filter: { subject: '\u0000' } }],
    ])('refuses %s', async (_, variables) => {
      const answer = await (await people.operator()).query(PAGE, variables);
      expect(refusalOf(answer)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    });
  });
}
