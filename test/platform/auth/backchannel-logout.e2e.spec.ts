import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from '../../support/api.js';
import { createEmbeddedDatabase } from '../../support/embedded-database.js';
import type { TokenParts } from '../../support/sign-token.js';
import { createSigningKey, type SigningKey } from '../../support/signing-key.js';
import { useIssuer, type TestIssuer } from '../../support/test-issuer.js';
import { use } from '../../support/use.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const CLIENT = 'demo-client';

const issuer = useIssuer();
const other = useIssuer({ algorithm: 'ES256' });
const database = use(createEmbeddedDatabase);
const api = use(() =>
  TestApi.start({
    ...issuer.env,
    AUTH0_ALLOWED_CLIENTS: CLIENT,
    OIDC_ISSUER_URL: other.issuer,
    OIDC_AUDIENCE: other.audience,
    OIDC_ALGORITHM: 'ES256',
    DATABASE_URL: database.url,
  }),
);
let foreignKey: SigningKey;
beforeAll(async () => {
  foreignKey = await createSigningKey('RS256');
});

const now = () => Math.floor(Date.now() / 1000);

/** A logout token that is fine, except for what the test overrides. */
function logoutToken(
  claims: Record<string, unknown>,
  parts: TokenParts = {},
  by: TestIssuer = issuer,
) {
  return by.token({
    ...parts,
    header: { typ: 'logout+jwt', ...parts.header },
    claims: {
      aud: CLIENT,
      sub: undefined,
      exp: now() + 120,
      jti: randomUUID(),
      events: { [EVENT]: {} },
      ...claims,
    },
  });
}

async function send(body: string | URLSearchParams, type?: string) {
  const response = await fetch(api.url.replace('/graphql', '/backchannel-logout'), {
    method: 'POST',
    headers: type ? { 'content-type': type } : {},
    body,
  });
  const text = await response.text();
  return {
    status: response.status,
    cache: response.headers.get('cache-control'),
    body: text ? (JSON.parse(text) as Record<string, unknown>) : undefined,
  };
}

const logOut = async (token: string | Promise<string>) =>
  send(new URLSearchParams({ logout_token: await token }));

const accessToken = (claims: Record<string, unknown>, by: TestIssuer = issuer) =>
  by.token({ claims: { azp: CLIENT, ...claims } });

const statusOf = async (token: string) => (await api.as(token).query('{ guarded }')).status;

describe('a logout token', () => {
  // Each is answered when its second is over.
  it.concurrent(
    'of a subject ends the access tokens that the subject has, and no later one',
    async () => {
      const before = await accessToken({ sub: 'ada', iat: now() - 60 });
      const stranger = await accessToken({ sub: 'ben', iat: now() - 60 });
      expect(await statusOf(before)).toBe(200);
      expect(await logOut(logoutToken({ sub: 'ada' }))).toEqual({
        status: 200,
        cache: 'no-store',
        body: undefined,
      });
      expect(await statusOf(before)).toBe(401);
      expect(await statusOf(stranger)).toBe(200);
      expect(await statusOf(await accessToken({ sub: 'ada', iat: now() + 2 }))).toBe(200);
    },
  );

  it.concurrent(
    'is answered when its second is over, so that a token of the next login is accepted',
    async () => {
      const iat = now();
      expect((await logOut(logoutToken({ sub: 'eager', iat }))).status).toBe(200);
      expect(now()).toBeGreaterThan(iat);
      expect(await statusOf(await accessToken({ sub: 'eager', iat: now() }))).toBe(200);
    },
  );

  it.concurrent(
    'of a session ends that session, and of the subject what names no session',
    async () => {
      const ended = await accessToken({ sub: 'cleo', sid: 'one', iat: now() - 60 });
      const going = await accessToken({ sub: 'cleo', sid: 'two', iat: now() - 60 });
      const unnamed = await accessToken({ sub: 'cleo', iat: now() - 60 });
      expect((await logOut(logoutToken({ sub: 'cleo', sid: 'one' }))).status).toBe(200);
      expect(await statusOf(ended)).toBe(401);
      expect(await statusOf(going)).toBe(200);
      expect(await statusOf(unnamed)).toBe(401);
    },
  );

  it.concurrent('may name the session alone', async () => {
    const ended = await accessToken({ sub: 'dan', sid: 'three' });
    expect((await logOut(logoutToken({ sid: 'three' }))).status).toBe(200);
    expect(await statusOf(ended)).toBe(401);
  });

  it.concurrent.each([
    ['without a typ', { header: { typ: undefined } }, {}],
    ['of the type JWT', { header: { typ: 'JWT' } }, {}],
    ['for the audience of the API', {}, { aud: 'https://api.example.com' }],
    ['for several audiences', {}, { aud: ['x', CLIENT] }],
  ])('%s is accepted', async (_, parts, claims) => {
    expect((await logOut(logoutToken({ sub: 'any', ...claims }, parts))).status).toBe(200);
  });

  it.concurrent('of one issuer ends nothing of a user of another', async () => {
    const token = await accessToken({ sub: 'ada2' });
    const sent = logoutToken({ sub: 'ada2', aud: other.audience }, {}, other);
    expect((await logOut(sent)).status).toBe(200);
    expect(await statusOf(token)).toBe(200);
    expect(await statusOf(await accessToken({ sub: 'ada2', iat: now() - 60 }, other))).toBe(401);
  });

  it.concurrent('counts once', async () => {
    const token = await logoutToken({ sub: 'once' });
    expect((await logOut(token)).status).toBe(200);
    expect(await logOut(token)).toEqual({
      status: 400,
      cache: 'no-store',
      body: {
        error: 'invalid_request',
        error_description: 'this logout token was sent before',
      },
    });
  });

  const bad: readonly (readonly [string, () => Promise<string> | string, RegExp])[] = [
    ['for another audience', () => logoutToken({ sub: 'v', aud: 'x' }), /audience/],
    ['without an audience', () => logoutToken({ sub: 'v', aud: undefined }), /audience/],
    ['of an unknown issuer', () => logoutToken({ sub: 'v', iss: 'https://x/' }), /issuer/],
    [
      'in the name of another issuer',
      () => logoutToken({ sub: 'v', iss: other.issuer }),
      /algorithm|key|signature/,
    ],
    [
      'signed with a foreign key',
      () => logoutToken({ sub: 'v' }, { key: foreignKey, header: { kid: issuer.key.kid } }),
      /signature/,
    ],
    [
      'signed with an unknown key',
      () => logoutToken({ sub: 'v' }, { key: foreignKey, header: { kid: 'x' } }),
      /signature/,
    ],
    ['without a kid', () => logoutToken({ sub: 'v' }, { header: { kid: undefined } }), /key/],
    ['of the type at+jwt', () => logoutToken({ sub: 'v' }, { header: { typ: 'at+jwt' } }), /typ/],
    ['with a crit', () => logoutToken({ sub: 'v' }, { header: { crit: ['exp'] } }), /extension/],
    ['that expired', () => logoutToken({ sub: 'v', exp: now() - 60 }), /exp/],
    ['without exp', () => logoutToken({ sub: 'v', exp: undefined }), /exp/],
    ['without iat', () => logoutToken({ sub: 'v', iat: undefined }), /iat/],
    ['of the future', () => logoutToken({ sub: 'v', iat: now() + 60 }), /iat/],
    ['without jti', () => logoutToken({ sub: 'v', jti: undefined }), /jti/],
    ['with a jti of 256 characters', () => logoutToken({ sub: 'v', jti: 'x'.repeat(256) }), /jti/],
    ['with a nonce', () => logoutToken({ sub: 'v', nonce: 'n' }), /nonce/],
    ['without events', () => logoutToken({ sub: 'v', events: undefined }), /events/],
    ['with another event', () => logoutToken({ sub: 'v', events: { other: {} } }), /events/],
    [
      'whose event is not an object',
      () => logoutToken({ sub: 'v', events: { [EVENT]: true } }),
      /events/,
    ],
    ['without sub and sid', () => logoutToken({}), /neither/],
    ['with a sub that is not a text', () => logoutToken({ sub: 7 }), /sub/],
    ['with a sub that has half of a pair', () => logoutToken({ sub: 'v\ud800' }), /sub/],
    ['with a sid that is not a text', () => logoutToken({ sub: 'v', sid: ['x'] }), /sid/],
    ['larger than 8 KiB', () => logoutToken({ sub: 'v', pad: 'x'.repeat(8_200) }), /8 KiB/],
    ['that is no JWT', () => 'nonsense', /not a signed JWT/],
    [
      'that is an ID token',
      () => issuer.token({ claims: { sub: 'v', aud: CLIENT, nonce: 'n' } }),
      /jti|events/,
    ],
    ['that is an access token', () => issuer.token({ claims: { sub: 'v', jti: 'a' } }), /events/],
    [
      'that is not signed',
      async () => unsigned(await logoutToken({ sub: 'v' }), 'none'),
      /algorithm/,
    ],
    [
      'signed by HS256',
      async () => unsigned(await logoutToken({ sub: 'v' }), 'HS256'),
      /algorithm/,
    ],
  ];

  it.each(bad)('%s is refused and changes nothing', async (_, create, why) => {
    const victim = await accessToken({ sub: 'v', iat: now() - 60 });
    const answer = await logOut(await create());
    expect(answer).toMatchObject({ status: 400, cache: 'no-store' });
    expect(answer.body).toEqual({
      error: 'invalid_request',
      error_description: expect.stringMatching(why),
    });
    expect(await statusOf(victim)).toBe(200);
  });
});

describe('the endpoint', () => {
  it.each([
    ['no token', ''],
    ['an empty token', 'logout_token='],
    ['two tokens', 'logout_token=a&logout_token=b'],
  ])('refuses %s', async (_, body) => {
    const answer = await send(body, 'application/x-www-form-urlencoded');
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('takes nothing but a form', async () => {
    const answer = await send(JSON.stringify({ logout_token: 'x' }), 'application/json');
    expect(answer.status).toBe(415);
  });

  it('takes no more than 16 KiB', async () => {
    const body = new URLSearchParams({ logout_token: 'x'.repeat(20_000) });
    expect((await send(body)).status).toBe(413);
  });

  it('opens no form to GraphQL', async () => {
    const response = await fetch(api.url, {
      method: 'POST',
      body: new URLSearchParams({ query: '{ open }' }),
    });
    expect(response.status).toBe(415);
  });
});

/** The same token with another `alg`, and without a signature that could match. */
function unsigned(token: string, alg: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const parsed = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
  const forged = Buffer.from(JSON.stringify({ ...parsed, alg })).toString('base64url');
  return `${forged}.${payload}.${signature}`;
}
