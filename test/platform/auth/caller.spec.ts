import { describe, expect, it } from '@jest/globals';
import { Caller } from '../../../src/platform/auth/caller.js';
import { loadSettings } from '../../../src/platform/config/load-settings.js';

const { issuers } = loadSettings({
  AUTH0_DOMAIN: 'tenant.example.com',
  AUTH0_AUDIENCE: 'api',
  OIDC_ISSUER_URL: 'https://issuer.example.com',
  OIDC_AUDIENCE: 'api',
});

describe('an application', () => {
  const everywhere: [string, Record<string, unknown>][] = [
    ['Auth0', { sub: 'id@clients', gty: 'client-credentials', azp: 'id' }],
    ['Auth0, by gty alone', { sub: 'x', gty: 'client-credentials' }],
    ['AuthAction', { sub: 'id@clients' }],
    ['RFC 9068', { sub: 'id', client_id: 'id' }],
    ['Auth0, by azp', { sub: 'id', azp: 'id' }],
  ];
  const elsewhere: [string, Record<string, unknown>][] = [
    ['Okta', { sub: 'id', cid: 'id' }],
    ['Entra with idtyp', { sub: 'x', idtyp: 'app' }],
    ['Entra without idtyp', { sub: '9b…', oid: '9b…' }],
    ['Keycloak', { sub: '6c…', azp: 'sync', preferred_username: 'service-account-sync' }],
    ['Keycloak without the scope profile', { sub: '6c…', clientHost: '::1', clientAddress: '::1' }],
  ];

  it.each(everywhere)('of %s is known at every issuer', (_, claims) => {
    expect(kindsAt(claims)).toEqual([true, true]);
  });

  it.each(elsewhere)('of %s is known, but not at Auth0', (_, claims) => {
    expect(kindsAt(claims)).toEqual([false, true]);
  });
});

describe('a user', () => {
  it.each([
    ['Auth0', { sub: 'auth0|507f', azp: 'id', gty: 'password' }],
    ['a name that ends like a client', { sub: 'auth0|x@clients' }],
    ['RFC 9068', { sub: '248289761001', client_id: 's6BhdRkqt3' }],
    ['Okta', { sub: 'ada@example.com', cid: '0oa…', uid: '00u…' }],
    ['Entra', { sub: 'pairwise', oid: '9b…', idtyp: 'user' }],
    ['Keycloak', { sub: '6c…', azp: 'web', preferred_username: 'ada' }],
    [
      'a name that contains a service account',
      { sub: '6c…', preferred_username: 'my-service-account-x' },
    ],
    ['no other claim', { sub: 'x' }],
  ])('of %s is not an application', (_, claims) => {
    expect(kindsAt(claims)).toEqual([false, false]);
  });
});

describe('the key of a caller', () => {
  const keysOf = (sub: string, env: Record<string, string>) =>
    loadSettings(env).issuers.map((issuer) => new Caller(issuer, { sub }, 'token').key);
  const oidc = (address: string) => ({ OIDC_ISSUER_URL: address, OIDC_AUDIENCE: 'api' });

  it('is the same through all domains of a tenant, and with or without a slash', () => {
    const domains = { AUTH0_DOMAIN: 'tenant.example.com,login.example.com', AUTH0_AUDIENCE: 'api' };
    expect(new Set(keysOf('x', domains)).size).toBe(1);
    expect(keysOf('x', oidc('https://a.example/'))).toEqual(keysOf('x', oidc('https://a.example')));
  });

  it('differs between issuers, between subjects, and wherever one ends and the other begins', () => {
    const keys = [
      ...keysOf('x', oidc('https://a.example')),
      ...keysOf('x', oidc('https://b.example')),
      ...keysOf('y', oidc('https://a.example')),
      ...keysOf('/b x', oidc('https://a.example')),
      ...keysOf(' x', oidc('https://a.example/b')),
    ];
    expect(new Set(keys).size).toBe(5);
  });
});

/** Whether it is an application at Auth0, and at another issuer. */
function kindsAt(claims: Record<string, unknown>): boolean[] {
  return issuers.map((issuer) => new Caller(issuer, claims, 'token').isApplication);
}
