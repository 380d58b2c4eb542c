import { describe, expect, it } from '@jest/globals';
import { Query, Resolver } from '@nestjs/graphql';
import { Caller, CurrentCaller } from '../../../src/platform/auth/index.js';
import { loadSettings } from '../../../src/platform/config/load-settings.js';
import { useApi } from '../../support/api.js';
import { expectRefusal } from '../../support/expect-refusal.js';
import { createSigningKey } from '../../support/signing-key.js';
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
const byProjectRoles = start({ OIDC_PERMISSIONS_CLAIM: 'urn:zitadel:iam:org:project:roles' });
const profile = start({ OIDC_TOKEN_PROFILE: 'rfc9068' });

/**
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference: `aud` is the
 * API's client ID, `sub` is pairwise, and `scp` is in tokens of users only.
 */
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

/** https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview: access token payload. */
const okta = {
  ver: 1,
  jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
  cid: 'nmdP1fcyvdVO11AL7ECm',
};

/** https://www.keycloak.org/docs/latest/server_admin: audience mapper, service accounts. */
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

/**
 * https://zitadel.com/docs/apis/openidoauth/claims: `aud` lists the clients of the project and the
 * project itself, and roles are the members of an object.
 */
const zitadel = {
  aud: ['69234237810729234', API],
  azp: '69234237810729234',
  client_id: '69234237810729234',
  jti: 'V2_69234237813329048-at_69234237813394584',
  nbf: 1_700_000_000,
  'urn:zitadel:iam:org:project:roles': { admin: { '69234237810663498': 'acme.ch' } },
};

/**
 * https://docs.logto.io/authorization/validate-access-tokens: `aud` is the API resource, and its
 * permissions are in `scope`.
 */
const logto = { jti: 'uK3bFGz…', client_id: 'kp0dw2ivhvr5l0pkyb5na' };

/** https://www.ory.com/docs/oauth2-oidc/jwt-access-token: custom claims are repeated in `ext`. */
const ory = { aud: [API], client_id: '68e2f1d3-2c57-4b5e-a0d6-6f4a2d1f5f3a', ext: {}, jti: 'j1' };

/**
 * https://docs.aws.amazon.com/cognito/latest/developerguide: "Understanding the access token". It
 * has no `aud`, unless the login asked for a resource.
 */
const cognito = {
  sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  'cognito:groups': ['testgroup'],
  version: 2,
  client_id: 'xxxxxxxxxxxxexample',
  origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  event_id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  token_use: 'access',
  scope: 'phone openid profile email',
  auth_time: 1_676_312_777,
  jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  username: 'my-test-user',
};

/** Claims in the shape of each vendor's access tokens, and what a setting makes of them. */
const dialects: [string, string, Record<string, unknown>, string][] = [
  [
    'Entra ID 2.0, a user',
    'scp',
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
    'Entra ID 2.0, a user with app roles',
    'roles',
    { ...entra, sub: 'x', scp: 'access', roles: ['orders.read'] },
    'user orders.read',
  ],
  [
    'Entra ID 2.0, an application',
    'roles',
    { ...entra, sub: entra.oid, roles: ['orders.read'] },
    'application orders.read',
  ],
  ['Entra ID 2.0 with idtyp', 'scp', { ...entra, sub: 'x', idtyp: 'app' }, 'application'],
  [
    'Okta, a user',
    'scp',
    {
      ...okta,
      uid: '00ujmkLgagxeRrAg20g3',
      scp: ['openid', 'orders.read'],
      auth_time: 1_467_145_000,
      sub: 'ada@example.com',
    },
    'user openid orders.read',
  ],
  [
    'Okta, an application',
    'scp',
    { ...okta, sub: okta.cid, scp: ['orders'] },
    'application orders',
  ],
  [
    'Keycloak, a user',
    'realm_access.roles',
    { ...keycloak, azp: 'web', sid: 's1', scope: 'openid email', preferred_username: 'ada' },
    'user offline_access uma_authorization',
  ],
  [
    'Keycloak, a service account',
    'permissions',
    {
      ...keycloak,
      azp: 'sync',
      scope: 'email profile',
      clientHost: '172.17.0.1',
      clientAddress: '172.17.0.1',
      client_id: 'sync',
      preferred_username: 'service-account-sync',
    },
    'application',
  ],
  ['Zitadel, a user', 'permissions', { ...zitadel, sub: '77776025198584418' }, 'user'],
  [
    'Zitadel with permissions from an Action',
    'permissions',
    { ...zitadel, sub: '77776025198584418', permissions: ['read:orders'] },
    'user read:orders',
  ],
  [
    'Logto, a user',
    'scope',
    { ...logto, sub: 'm2xv5qk8l1zd', scope: 'read:orders' },
    'user read:orders',
  ],
  [
    'Logto, an application',
    'scope',
    { ...logto, sub: logto.client_id, scope: 'all' },
    'application all',
  ],
  [
    'Ory, a user',
    'scp',
    { ...ory, scp: ['openid', 'orders'], sub: 'e41b1d6e-6f36-4a3b-8c2a-9d8c4b5e1f0a' },
    'user openid orders',
  ],
  ['Ory, an application', 'scp', { ...ory, sub: ory.client_id, scp: [] }, 'application'],
  [
    'Cognito that is bound to a resource, a user',
    'cognito:groups',
    { ...cognito, aud: API },
    'user testgroup',
  ],
  [
    'Cognito that is bound to a resource, an application',
    'scope',
    { ...cognito, aud: API, sub: cognito.client_id, scope: 'orders/read' },
    'application orders/read',
  ],
];

describe('an access token of', () => {
  it.each(dialects)('%s, with permissions in %s', async (_, claim, claims, expected) => {
    const [kind, ...permissions] = expected.split(' ');
    const { body } = await plain.as(await issuer.token({ claims })).query('{ mirror }');
    expect(body.data?.mirror.split(' ')[0]).toBe(kind);
    const env = { OIDC_ISSUER_URL: issuer.url, OIDC_AUDIENCE: API, OIDC_PERMISSIONS_CLAIM: claim };
    const [settings] = loadSettings(env).issuers;
    expect([...new Caller(settings!, claims, 'token').permissions]).toEqual(permissions);
  });

  it('Cognito that names no audience is refused', async () => {
    const token = await issuer.token({ claims: { ...cognito, aud: undefined } });
    expectRefusal(await plain.as(token).query('{ guarded }'), 'wrong_audience');
  });

  it('Logto in its default algorithm is refused, because it is not that of the setting', async () => {
    const token = await issuer.token({
      header: { typ: 'at+jwt', alg: 'ES384' },
      key: await createSigningKey('ES256'),
      claims: { ...logto, sub: 'm2xv5qk8l1zd' },
    });
    expectRefusal(await plain.as(token).query('{ guarded }'), 'wrong_algorithm');
  });

  it('Logto is of the profile RFC 9068', async () => {
    const token = await issuer.token({
      header: { typ: 'at+jwt' },
      claims: { ...logto, sub: 'm2xv5qk8l1zd' },
    });
    expect((await profile.as(token).query('{ guarded }')).status).toBe(200);
  });

  it('Zitadel with roles alone permits nothing, even by the name of their claim', async () => {
    const token = await issuer.token({ claims: { ...zitadel, sub: '77776025198584418' } });
    expect((await byProjectRoles.as(token).query('{ mirror }')).body.data).toEqual({
      mirror: 'user',
    });
  });
});

describe('at Cognito, where the audience may be a client ID', () => {
  const byClient = useApi({
    env: () => ({
      OIDC_ISSUER_URL: issuer.url,
      OIDC_AUDIENCE: cognito.client_id,
      OIDC_AUDIENCE_CLAIM: 'client_id',
    }),
  });
  const ask = async (claims: Record<string, unknown>) =>
    byClient
      .as(await issuer.token({ claims: { ...cognito, aud: undefined, ...claims } }))
      .query('{ guarded }');

  it('a plain access token of that client is accepted where OIDC_AUDIENCE_CLAIM says so', async () => {
    expect((await ask({})).status).toBe(200);
  });

  it.each<[string, Record<string, unknown>]>([
    ['of another client', { client_id: 'other' }],
    ['that names no client', { client_id: undefined }],
    ['whose client is a list', { client_id: [cognito.client_id] }],
    ['for another API', { aud: 'https://other.example.com' }],
    ['that names the client as its audience', { aud: cognito.client_id }],
    ['whose audience is null', { aud: null }],
  ])('a token %s is not', async (_, claims) => {
    expectRefusal(await ask(claims), 'wrong_audience');
  });

  it('an ID token is refused by what it says of its use', async () => {
    const token = await issuer.token({
      claims: { sub: cognito.sub, token_use: 'id', email: 'ada@example.com', auth_time: 1 },
    });
    expectRefusal(await plain.as(token).query('{ guarded }'), 'not_an_access_token');
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
});
