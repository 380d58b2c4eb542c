import { beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { TestApi } from '../support/api.js';
import { createEmbeddedDatabase } from '../support/embedded-database.js';
import { TestIssuer, useIssuer } from '../support/test-issuer.js';
import { use } from '../support/use.js';
import { GRANT, People, REINSTATE, SUSPEND } from './people.js';

const first = useIssuer();
const second = use(() => TestIssuer.start({ keys: first.keys }));
const database = use(createEmbeddedDatabase);
const env = () => ({ ...first.env, AUTH0_DOMAIN: `${first.url},${second.url}` });
const api = use(() =>
  TestApi.start({ ...env(), DATABASE_URL: database.url }, { imports: [AccountsModule] }),
);
let people: People;
let elsewhere: People;
beforeAll(() => {
  people = new People(api, first);
  elsewhere = new People(api, second);
});

describe('a user who logs in through two custom domains of a tenant', () => {
  it('has one account, whichever domain comes first', async () => {
    expect(await people.idOf('ada')).toBe(await elsewhere.idOf('ada'));
    expect(await elsewhere.idOf('ben')).toBe(await people.idOf('ben'));
    const { body } = await (await elsewhere.as('ben')).query('{ myAccount { issuer } }');
    expect(body.data.myAccount.issuer).toBe(first.issuer);
  });

  it('has the same roles through both', async () => {
    const id = await people.idOf('cleo');
    await (await elsewhere.chief()).query(GRANT, { id, role: 'SUPPORT' });
    for (const domain of [people, elsewhere]) {
      const { body } = await (await domain.as('cleo')).query('{ myAccount { roles } }');
      expect(body.data.myAccount.roles).toEqual(['SUPPORT']);
    }
  });

  it('is suspended, and signed out, through both', async () => {
    const id = await people.idOf('dan');
    const operator = await people.chief();
    await operator.query(SUSPEND, { id, reason: 'x' });
    for (const domain of [people, elsewhere]) {
      expect((await (await domain.as('dan')).query('{ guarded }')).status).toBe(403);
    }
    await operator.query(REINSTATE, { id });
    const claims = { iat: Math.floor(Date.now() / 1000) - 60 };
    const old = [await people.as('dan', claims), await elsewhere.as('dan', claims)];
    for (const actor of old) expect((await actor.query('{ guarded }')).status).toBe(200);
    await (await elsewhere.as('dan')).query('mutation { signOutEverywhere { id } }');
    for (const actor of old) expect((await actor.query('{ guarded }')).status).toBe(401);
  });

  it('cannot suspend the own account through the other domain', async () => {
    await people.administrator('root');
    const admin = await people.administrator('erin');
    const id = await elsewhere.idOf('erin');
    const { body } = await admin.query(SUSPEND, { id, reason: 'x' });
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('is found by either domain', async () => {
    const id = await people.idOf('finn');
    const operator = await people.chief();
    for (const issuer of [first.issuer, second.issuer, second.issuer.slice(0, -1)]) {
      const { body } = await operator.query(
        'query ($filter: AccountFilter) { accounts(filter: $filter) { edges { node { id } } } }',
        { filter: { issuer, subject: 'auth0|finn' } },
      );
      expect(body.data.accounts.edges).toEqual([{ node: { id } }]);
    }
  });
});
