import { expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { createDpopClient, headersOf, PUBLIC_URL } from '../support/dpop-client.js';
import { useIssuer } from '../support/test-issuer.js';

const issuer = useIssuer({ hasTrailingSlash: false, audience: 'my-api' });
const api = useApi({
  env: () => ({ AUTHACTION_DOMAIN: issuer.issuer, AUTHACTION_AUDIENCE: 'my-api', PUBLIC_URL }),
  imports: [ProfileModule],
});

it('the profile comes from the claims of a bound token: UserInfo would want a proof', async () => {
  let asked = 0;
  issuer.faults.set('/userinfo', (_, response) => {
    asked += 1;
    response.writeHead(401).end();
  });
  const client = await createDpopClient();
  const claims = { sub: 'user-1', scope: 'openid profile', name: 'From the token' };
  const token = await client.token(issuer, claims);
  const headers = headersOf({ token, proof: await client.proof({ token }) });
  const { body } = await api.anonymous.with(headers).query('{ me { id name } }');
  expect(body).toEqual({ data: { me: { id: 'user-1', name: 'From the token' } } });
  expect(asked).toBe(0);
});
