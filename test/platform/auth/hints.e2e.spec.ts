import { describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { REFUSALS } from '../../../src/platform/auth/refusals/unauthenticated.exception.js';
import { type Answer, useApi } from '../../support/api.js';
import { signBytes, type TokenParts } from '../../support/sign-token.js';
import { createSigningKey } from '../../support/signing-key.js';
import { useIssuer } from '../../support/test-issuer.js';

/** Printable ASCII alone: nothing that a terminal takes for a command. */
const SAFE = /^[ -~]*$/;
const SECRET = 'canary-of-the-token';

const issuer = useIssuer();
const other = useIssuer({ audience: 'other-api' });
const env = () => ({
  ...issuer.env,
  AUTH0_ALLOWED_CLIENTS: 'web',
  OIDC_ISSUER_URL: other.url,
  OIDC_AUDIENCE: other.audience,
  OIDC_TOKEN_PROFILE: 'rfc9068',
});
@Controller('guarded')
class GuardedController {
  @Get()
  read(): string {
    return 'guarded';
  }
}

const api = useApi({ env, controllers: [GuardedController] });
const production = useApi({ env: () => ({ ...env(), NODE_ENV: 'production' }) });

const hintOf = ({ body }: Answer) =>
  (body.errors?.[0]?.extensions as { hint?: string } | undefined)?.hint;
const ask = async (parts: TokenParts, by = issuer) =>
  hintOf(await api.as(await by.token(parts)).query('{ guarded }'));

describe('outside production a refusal explains', () => {
  it('an audience', async () => {
    expect(await ask({ claims: { aud: ['https://a', 'https://b'] } })).toBe(
      `aud is ["https://a", "https://b"]; AUTH0_AUDIENCE is "${issuer.audience}"; ask for the API's audience at login`,
    );
  });

  it('an issuer', async () => {
    expect(await ask({ claims: { iss: 'https://login.example.com/' } })).toBe(
      `iss is "https://login.example.com/"; AUTH0_DOMAIN is "${issuer.url}" and OIDC_ISSUER_URL is "${other.url}"; log in there, or correct the setting`,
    );
  });

  it('an expired token', async () => {
    expect(await ask({ claims: { exp: 1_700_000_000 } })).toMatch(
      /^exp is 2023-11-14T22:13:20\.000Z; it is 20\d\d-.*Z; refresh the token$/,
    );
  });

  it('a token that is no JWT, without showing it', async () => {
    const hint = hintOf(await api.as(SECRET).query('{ guarded }'));
    expect(hint).toBe(
      `the token has 1 part; a signed JWT has 3; ask for the audience "${issuer.audience}" (AUTH0_AUDIENCE) at login`,
    );
  });

  it('an application that is not allowed', async () => {
    expect(await ask({ claims: { azp: 'mobile' } })).toBe(
      'azp is "mobile", client_id is missing, cid is missing, appid is missing; AUTH0_ALLOWED_CLIENTS is ["web"]; add the client ID there, or log in with an allowed application',
    );
  });

  it('the type, by the profile of the issuer', async () => {
    expect(await ask({ header: { typ: 'x' } })).toContain('the typ of an access token is JWT');
    expect(await ask({}, other)).toContain('OIDC_TOKEN_PROFILE is rfc9068, so typ is at+jwt');
  });

  it('a missing permission', async () => {
    const claims = { azp: 'web', permissions: ['read:books'], scope: 'read:probes' };
    const token = await issuer.token({ claims });
    expect(hintOf(await api.as(token).query('{ probeById(id: 1) { id } }'))).toBe(
      'the token permits ["read:books"]; this field needs ["read:probes"]; enable RBAC with "Add Permissions in the Access Token", give the user a role with it, and log in again',
    );
  });

  it.each([
    ['no header', {}, 'the request has no Authorization header'],
    [
      'another scheme',
      { authorization: `Basic ${SECRET}` },
      'the scheme of the Authorization header is "Basic"',
    ],
    [
      'a token without a scheme',
      { authorization: SECRET },
      'the scheme of the Authorization header is missing',
    ],
  ])('%s', async (_, headers, says) => {
    const hint = hintOf(await api.anonymous.with(headers).query('{ guarded }'));
    expect(hint).toBe(
      `${says}; this field needs an access token; send "Authorization: Bearer TOKEN"`,
    );
  });

  it('on a route as well', async () => {
    const response = await fetch(new URL('/guarded', api.url));
    expect(await response.json()).toEqual({
      statusCode: 401,
      message: 'Unauthorized',
      hint: expect.stringContaining('send "Authorization: Bearer TOKEN"'),
    });
  });
});

const hostile: [string, unknown][] = [
  ['a line break', `x\r\nINFO forged ${'y'.repeat(5)}`],
  ['a terminal command', '\u001b[2J\u009b31mred'],
  ['a reversed text', '\u202egnp.exe'],
  ['a quote', '"; drop table'],
  ['a long text', 'x'.repeat(5_000)],
  ['a long text of wide characters', '\u{1f511}'.repeat(1_000)],
  ['a list of lists', [[['x'.repeat(1_000)]]]],
  ['a list of many', Array.from({ length: 500 }, (_, index) => `item ${index}`)],
  ['a list of many texts', Array.from({ length: 30 }, () => 'x'.repeat(150))],
  ['nested lists', JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`)],
  ['an object', { toString: 'x', toJSON: 'x', constructor: null }],
  ['a number', 1e308],
  ['null', null],
];

describe('a hint stays short and printable', () => {
  it.each(hostile)('with %s in every place', async (_, value) => {
    const stranger = await createSigningKey();
    const all: TokenParts[] = [
      ...['alg', 'typ', 'kid', 'crit', 'b64'].map((name) => ({ header: { [name]: value } })),
      ...['iss', 'aud', 'sub', 'exp', 'nbf', 'iat', 'azp', 'client_id', 'nonce', 'events'].map(
        (name) => ({ claims: { azp: 'web', [name]: value } }),
      ),
      { claims: { azp: 'web', permissions: value } },
      { header: { kid: value }, key: stranger },
    ];
    for (const parts of all) {
      const answer = await api.as(await signed(parts)).query('{ probeById(id: 1) { id } }');
      const hint = hintOf(answer) ?? '';
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(hint).toMatch(SAFE);
      expect(hint.length).toBeLessThan(2_500);
    }
  });
});

/** By the issuer's own key, whatever `alg` says. */
async function signed({ header = {}, ...parts }: TokenParts): Promise<string> {
  const [, payload = ''] = (await issuer.token(parts)).split('.');
  const whole = { alg: 'RS256', typ: 'JWT', kid: issuer.key.kid, ...header };
  const claims = Buffer.from(payload, 'base64url');
  return signBytes(JSON.stringify(whole), claims, 'RS256', parts.key ?? issuer.key);
}

describe('in production', () => {
  it.each([
    ['a token', 'nothing', {}],
    ['a header', 'kid', { header: { kid: SECRET } }],
    ['an audience', 'aud', { claims: { azp: 'web', aud: SECRET } }],
    ['an issuer', 'iss', { claims: { azp: 'web', iss: `https://${SECRET}/` } }],
    ['a client', 'azp', { claims: { azp: SECRET } }],
    ['a permission', 'permissions', { claims: { azp: 'web', permissions: [SECRET] } }],
  ])('nothing of %s is told: %s', async (_, __, parts: TokenParts) => {
    const token = await issuer.token(parts);
    const { body, headers } = await production.as(token).query('{ probeById(id: 1) { id } }');
    expect(JSON.stringify([body, [...headers]])).not.toContain(SECRET);
    expect(hintOf({ body } as Answer)).toBeUndefined();
  });
});

it('every reason has its hint', async () => {
  const { HINTS } = await import('../../../src/platform/auth/refusals/hint-texts.js');
  expect(Object.keys(HINTS).sort()).toEqual(Object.keys(REFUSALS).sort());
});
