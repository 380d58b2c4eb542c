import { describe, expect, it } from '@jest/globals';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';
import { refusalOf } from './people.js';

const issuer = useIssuer();
const api = useApi({ trusts: issuer, env: { NODE_ENV: 'production' }, imports: [AccountsModule] });

describe('production without DATABASE_URL', () => {
  it('answers what is about accounts with NOT_CONFIGURED, and everything else', async () => {
    const claims = { permissions: ['read:accounts'] };
    const user = api.as(await issuer.token({ claims }));
    for (const query of ['{ myAccount { id } }', '{ accounts { totalCount } }']) {
      expect(refusalOf(await user.query(query))).toEqual({
        status: 501,
        code: 'NOT_CONFIGURED',
        message: 'This API runs without a database: its operator has to set DATABASE_URL.',
      });
    }
    expect((await user.query('{ __typename }')).status).toBe(200);
  });

  it('accepts a token of any lifetime, as no revocation is kept', async () => {
    const claims = { exp: Math.floor(Date.now() / 1000) + 400 * 24 * 60 * 60 };
    const user = api.as(await issuer.token({ claims }));
    expect((await user.query('{ guarded }')).status).toBe(200);
  });

  it('refuses a missing permission as ever', async () => {
    const user = api.as(await issuer.token());
    expect(refusalOf(await user.query('{ accounts { totalCount } }'))).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
  });
});
