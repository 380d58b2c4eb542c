import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';
import { profileOf, sendJson, useScriptedTenant, type ManagementCall } from './scripted-tenant.js';

const ODD = 'auth0|odd';
const ME = '{ me { id } }';
const LARGE = { user_metadata: { text: 'x'.repeat(300 * 1024) } };

describe('a user whose profile cannot be used takes no profile away from others', () => {
  const tenant = useScriptedTenant();
  const api = useApi({ trusts: tenant, imports: [ProfileModule] });
  beforeEach(() => tenant.reset());

  it.each<[string, (call: ManagementCall) => unknown]>([
    ['larger than 256 KiB', (call) => ({ ...profileOf(call), ...LARGE })],
    ['of another user', (call) => ({ ...profileOf(call), user_id: 'auth0|ODD' })],
  ])('at Auth0: a profile %s', async (reason, profile) => {
    tenant.script = (call, response) =>
      sendJson(response, call.id === ODD ? profile(call) : profileOf(call));
    expect((await api.as(await tenant.token(ODD)).query(ME)).status).toBe(503);
    const other = await api.as(await tenant.token(`auth0|other ${reason}`)).query(ME);
    expect(other.status).toBe(200);
  });
});

describe('a user whose claims cannot be used takes no profile away from others', () => {
  const issuer = useIssuer();
  const api = useApi({
    env: () => ({ OIDC_ISSUER_URL: issuer.issuer, OIDC_AUDIENCE: issuer.audience }),
    imports: [ProfileModule],
  });

  it.each([
    ['larger than 256 KiB', { sub: ODD, ...LARGE }],
    ['of another user', { sub: 'somebody else' }],
  ])('at UserInfo: claims %s', async (_, claims) => {
    const ask = async (sub: string, answer: object) => {
      issuer.faults.set('/userinfo', (__, response) => response.end(JSON.stringify(answer)));
      const token = await issuer.token({ claims: { sub, scope: 'openid' } });
      return (await api.as(token).query(ME)).status;
    };
    expect(await ask(ODD, claims)).toBe(503);
    const other = `another ${JSON.stringify(claims).length}`;
    expect(await ask(other, { sub: other })).toBe(200);
  });
});
