import { describe, expect, it } from '@jest/globals';
import { Query, Resolver } from '@nestjs/graphql';
import { type Caller, CurrentCaller } from '../../../src/platform/auth/index.js';
import { useApi } from '../../support/api.js';
import { expectRefusal } from '../../support/expect-refusal.js';
import { useIssuer } from '../../support/test-issuer.js';

/** Shows what the API makes of a token. */
@Resolver()
class MirrorResolver {
  @Query(() => String, { description: 'For the test.' })
  mirror(@CurrentCaller() { isApplication, permissions }: Caller): string {
    return [isApplication ? 'application' : 'user', ...permissions].join(' ');
  }
}

const API = '6e74172b-be56-4843-9ff4-e66a39bb12e3';
const issuer = useIssuer({ audience: API });
const start = (more: Record<string, string>) =>
  useApi({
    trusts: { env: {} },
    env: () => ({ OIDC_ISSUER_URL: issuer.url, OIDC_AUDIENCE: API, ...more }),
    providers: [MirrorResolver],
  });
const plain = start({});
const closed = start({ OIDC_ALLOWED_CLIENTS: 'web' });
const byRoles = start({ OIDC_PERMISSIONS_CLAIM: 'roles' });

const entra = {
  aio: 'AWQAm/8TAAAA…',
  azp: 'web',
  azpacr: '0',
  oid: '00000000-0000-0000-66f3-3332eca7ea81',
  rh: '0.AAAA…',
  tid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  uti: 'nbHGCJQz…',
  ver: '2.0',
};
const keycloak = {
  jti: 'onrtac:5f2b…',
  typ: 'Bearer',
  acr: '1',
  'allowed-origins': ['/*'],
  realm_access: { roles: ['offline_access', 'uma_authorization'] },
  aud: [API, 'account'],
  sub: '1d2d88f8-8b68-4b6b-883f-1af68b598612',
  email_verified: false,
};

/** Claims in the shape of each vendor's access tokens. */
const dialects: [string, Record<string, unknown>, string][] = [
  [
    'Entra ID 2.0, a user',
    {
      ...entra,
      sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
      name: 'Ada',
      preferred_username: 'ada@example.com',
      scp: 'orders.read orders.write',
    },
    'user orders.read orders.write',
  ],
  [
    'Entra ID 2.0, an application',
    { ...entra, sub: entra.oid, roles: ['orders.read'] },
    'application',
  ],
  ['Entra ID 2.0 with idtyp', { ...entra, sub: 'x', idtyp: 'app' }, 'application'],
  [
    'Okta, a user',
    {
      ver: 1,
      jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
      cid: '0oacqf8qaJw56czJi0g4',
      uid: '00ujmkLgagxeRrAg20g3',
      scp: ['openid', 'orders.read'],
      auth_time: 1,
      sub: 'ada@example.com',
    },
    'user openid orders.read',
  ],
  [
    'Okta, an application',
    { ver: 1, cid: '0oacqf8q', sub: '0oacqf8q', scp: ['orders'] },
    'application orders',
  ],
  [
    'Keycloak, a user',
    { ...keycloak, azp: 'web', sid: 's1', scope: 'openid email', preferred_username: 'ada' },
    'user openid email',
  ],
  [
    'Keycloak, a service account',
    {
      ...keycloak,
      azp: 'sync',
      scope: 'email profile',
      clientHost: '172.17.0.1',
      clientAddress: '172.17.0.1',
      client_id: 'sync',
      preferred_username: 'service-account-sync',
    },
    'application email profile',
  ],
  [
    'Zitadel, a user',
    {
      aud: ['318930129401937922', API],
      client_id: '318930129401937922',
      jti: 'V2_318930…-at_…',
      sub: '165460784409737834',
      'urn:zitadel:iam:org:project:roles': { admin: { '1': 'zitadel.localhost' } },
    },
    'user',
  ],
  [
    'Logto, a user',
    { jti: 'uK3…', sub: 'm2xv5qk8l1zd', client_id: 'kp0dw2…', scope: 'read:orders' },
    'user read:orders',
  ],
  [
    'Logto, an application',
    { sub: 'kp0dw2', client_id: 'kp0dw2', scope: 'all' },
    'application all',
  ],
  [
    'Ory, a user',
    { aud: [API], client_id: '68e2…', ext: {}, jti: 'j1', scp: ['openid'], sub: 'e41b…' },
    'user openid',
  ],
  ['Ory, an application', { aud: [API], client_id: '68e2', sub: '68e2', scp: [] }, 'application'],
];

describe('an access token of', () => {
  it.each(dialects)('%s', async (_, claims, expected) => {
    const { body } = await plain.as(await issuer.token({ claims })).query('{ mirror }');
    expect(body).toEqual({ data: { mirror: expected } });
  });

  it('Amazon Cognito without a resource has no audience and is refused', async () => {
    const claims = {
      aud: undefined,
      sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      client_id: 'web',
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      version: 2,
      username: 'ada',
    };
    const token = await issuer.token({ claims });
    expectRefusal(await plain.as(token).query('{ guarded }'), 'wrong_audience');
    const bound = await issuer.token({ claims: { ...claims, aud: API } });
    expect((await plain.as(bound).query('{ mirror }')).body.data).toEqual({
      mirror: 'user aws.cognito.signin.user.admin',
    });
  });
});

describe('at Entra ID, where the audience is a client ID', () => {
  const idToken = { ...entra, azp: undefined, sub: 'x', name: 'Ada' };

  it('an ID token without a nonce is refused by OIDC_ALLOWED_CLIENTS', async () => {
    const token = await issuer.token({ claims: idToken });
    expectRefusal(await closed.as(token).query('{ guarded }'), 'client_not_allowed');
    const accessToken = await issuer.token({ claims: { ...entra, sub: 'x' } });
    expect((await closed.as(accessToken).query('{ guarded }')).status).toBe(200);
  });

  it('app roles are read by OIDC_PERMISSIONS_CLAIM', async () => {
    const claims = { ...entra, sub: 'x', scp: 'access', roles: ['orders.read'] };
    const { body } = await byRoles.as(await issuer.token({ claims })).query('{ mirror }');
    expect(body.data).toEqual({ mirror: 'user orders.read' });
  });
});
