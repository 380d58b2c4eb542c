import { describe, it } from '@jest/globals';
import type { RefusalReason } from '../../../src/platform/auth/refusals/unauthenticated.exception.js';
import { useApi } from '../../support/api.js';
import { expectAcceptance, expectRefusal } from '../../support/expect-refusal.js';
import type { TokenParts } from '../../support/sign-token.js';
import { useIssuer } from '../../support/test-issuer.js';

/** The API trusts the issuer of its environment alone. */
const NOBODY = { env: {} };
const AT_JWT = { typ: 'at+jwt' };
const RFC9068 = { client_id: 'web', jti: 'j1' };
const BACKCHANNEL_LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

const issuer = useIssuer();
const oidc = (more: Record<string, string> = {}) =>
  useApi({
    trusts: NOBODY,
    env: () => ({ OIDC_ISSUER_URL: issuer.url, OIDC_AUDIENCE: issuer.audience, ...more }),
  });
const any = oidc();
const strict = oidc({ OIDC_TOKEN_PROFILE: 'rfc9068' });
const closed = oidc({ OIDC_ALLOWED_CLIENTS: 'web, mobile' });

describe('a logout token', () => {
  it.each([
    ['of OpenID Connect', { [BACKCHANNEL_LOGOUT]: {} }],
    ['of another kind', { 'urn:ietf:params:event:SCIM:create': {} }],
    ['without an event', {}],
    ['with null', null],
  ])('%s is not an access token', async (_, events) => {
    const token = await issuer.token({ claims: { events, jti: 'j1', sid: 's1' } });
    expectRefusal(await any.as(token).query('{ guarded }'), 'not_an_access_token');
  });
});

describe('with the profile rfc9068', () => {
  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt'])('%s is accepted', async (typ) => {
    const token = await issuer.token({ header: { typ }, claims: RFC9068 });
    expectAcceptance(await strict.as(token).query('{ guarded }'));
  });

  const cases: [string, TokenParts, RefusalReason][] = [
    ['JWT as its type', { claims: RFC9068 }, 'wrong_type'],
    ['no type', { header: { typ: undefined }, claims: RFC9068 }, 'wrong_type'],
    ['a list of types', { header: { typ: ['at+jwt'] }, claims: RFC9068 }, 'wrong_type'],
    ['no client_id', { header: AT_JWT, claims: { jti: 'j1' } }, 'invalid_claims'],
    [
      'azp in place of client_id',
      { header: AT_JWT, claims: { azp: 'web', jti: 'j1' } },
      'invalid_claims',
    ],
    [
      'a number as client_id',
      { header: AT_JWT, claims: { client_id: 1, jti: 'j1' } },
      'invalid_claims',
    ],
    [
      'an empty client_id',
      { header: AT_JWT, claims: { client_id: '', jti: 'j1' } },
      'invalid_claims',
    ],
    ['no jti', { header: AT_JWT, claims: { client_id: 'web' } }, 'invalid_claims'],
    ['an empty jti', { header: AT_JWT, claims: { client_id: 'web', jti: '' } }, 'invalid_claims'],
    ['no iat', { header: AT_JWT, claims: { ...RFC9068, iat: undefined } }, 'invalid_claims'],
    ['a nonce', { header: AT_JWT, claims: { ...RFC9068, nonce: 'n' } }, 'not_an_access_token'],
  ];

  it.each(cases)('a token with %s is refused', async (_, parts, reason) => {
    expectRefusal(await strict.as(await issuer.token(parts)).query('{ guarded }'), reason);
  });

  it('an ID token for the same audience, without a nonce, is refused', async () => {
    const idToken = await issuer.token({ claims: { auth_time: 1, email: 'ada@example.com' } });
    expectAcceptance(await any.as(idToken).query('{ guarded }'));
    expectRefusal(await strict.as(idToken).query('{ guarded }'), 'wrong_type');
  });
});

describe('with allowed clients', () => {
  it.each([
    { azp: 'web' },
    { azp: 'mobile' },
    { client_id: 'web' },
    { azp: 'web', client_id: 'mobile' },
    { cid: 'web' },
    { appid: 'web' },
  ])('a token with %j is accepted', async (claims) => {
    expectAcceptance(await closed.as(await issuer.token({ claims })).query('{ guarded }'));
  });

  it.each([
    {},
    { azp: 'other' },
    { azp: 'WEB' },
    { azp: 'web ' },
    { azp: 'web, mobile' },
    { azp: '' },
    { azp: null },
    { azp: ['web'] },
    { azp: { web: 'web' } },
    { client_id: 'other' },
    { azp: 'web', client_id: 'other' },
    { azp: 'other', client_id: 'web' },
    { azp: null, client_id: 'web' },
  ])('a token with %j is refused', async (claims) => {
    const token = await issuer.token({ claims });
    expectRefusal(await closed.as(token).query('{ guarded }'), 'client_not_allowed');
  });

  it('a signature is judged first, so that a forged token learns nothing', async () => {
    const token = await issuer.token({ claims: { azp: 'other' } });
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    expectRefusal(await closed.as(forged).query('{ guarded }'), 'invalid_signature');
  });
});
