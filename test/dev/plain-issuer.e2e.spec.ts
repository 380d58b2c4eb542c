import { describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { PlainProvider } from '../support/plain-provider.js';
import { use } from '../support/use.js';

const issuer = use(() => PlainProvider.start());
const api = useApi({
  env: () => ({ OIDC_ISSUER_URL: issuer.issuer, OIDC_AUDIENCE: issuer.audience }),
  imports: [ProfileModule],
});

describe('an issuer that follows RFC 9068, trusted by OIDC_ISSUER_URL', () => {
  it('signs users in, whose `me` comes from the token', async () => {
    const { access_token } = await issuer.signIn('user-7', 'openid read:users');
    expect(decodeProtectedHeader(access_token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(decodeJwt(access_token)).toMatchObject({ client_id: 'web', jti: expect.any(String) });
    const { status, body } = await api
      .as(access_token)
      .query('{ guarded me { id name userMetadata } }');
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        data: {
          guarded: 'guarded',
          me: { id: 'user-7', name: 'The user user-7', userMetadata: null },
        },
      },
    });
  });

  it('issues tokens to applications', async () => {
    const { access_token } = await issuer.machine('read:users');
    expect((await api.as(access_token).query('{ guarded }')).status).toBe(200);
  });

  it('issues ID tokens, which the API refuses', async () => {
    const { id_token } = await issuer.signIn('user-7', 'openid');
    expect((await api.as(id_token!).query('{ guarded }')).status).toBe(401);
  });
});
