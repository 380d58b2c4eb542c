import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { keyRefreshes } from '../../../src/platform/auth/auth.metrics.js';
import { TestApi } from '../../support/api.js';
import { createEmbeddedDatabase } from '../../support/embedded-database.js';
import { TestIssuer, useIssuer } from '../../support/test-issuer.js';
import { use } from '../../support/use.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const PUBLIC_URL = 'https://api.example.com/graphql';

const first = useIssuer();
const second = use(() => TestIssuer.start({ keys: first.keys }));
const third = use(() => TestIssuer.start({ keys: first.keys }));
const database = use(createEmbeddedDatabase);
const refreshed = new Set<string>();
const api = use(() => {
  keyRefreshes.subscribe(({ issuer }) => refreshed.add(issuer));
  return TestApi.start({
    AUTH0_DOMAIN: `${first.url},${second.url}`,
    AUTH0_AUDIENCE: first.audience,
    PUBLIC_URL,
    DATABASE_URL: database.url,
  });
});

const ask = (token: string) => api.as(token).query('{ guarded }');
const statusOf = async (token: string) => (await ask(token)).status;
const refusalOf = async (token: string) => (await ask(token)).body.errors?.[0]?.extensions.reason;

async function logOut(by: TestIssuer, claims: Record<string, unknown>): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const token = await by.token({
    header: { typ: 'logout+jwt' },
    claims: {
      sub: undefined,
      exp: now + 120,
      jti: randomUUID(),
      events: { [EVENT]: {} },
      ...claims,
    },
  });
  const { status } = await fetch(api.url.replace('/graphql', '/backchannel-logout'), {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  });
  return status;
}

describe('several custom domains of one Auth0 tenant', () => {
  it('are all trusted', async () => {
    expect(await statusOf(await first.token())).toBe(200);
    expect(await statusOf(await second.token())).toBe(200);
  });

  it('do not make another domain trusted, even with the keys of the tenant', async () => {
    const { status, body } = await ask(await third.token());
    expect(status).toBe(401);
    expect(body.errors?.[0]?.extensions).toMatchObject({
      reason: 'unknown_issuer',
      hint: `iss is "${third.url}"; AUTH0_DOMAIN is "${first.url}" or "${second.url}"; log in there, or correct the setting`,
    });
  });

  it('are compared exactly, once they are discovered', async () => {
    const iss = second.url.slice(0, -1);
    expect(await refusalOf(await second.token({ claims: { iss } }))).toBe('unknown_issuer');
  });

  it('are all named by the metadata of the protected resource', async () => {
    const url = new URL('/.well-known/oauth-protected-resource', api.url);
    expect(await (await fetch(url)).json()).toMatchObject({
      authorization_servers: [first.issuer, second.issuer],
    });
  });

  it('are told apart by the metrics', async () => {
    for (const domain of [first, second]) expect(await statusOf(await domain.token())).toBe(200);
    expect([...refreshed]).toEqual(
      expect.arrayContaining(['AUTH0_DOMAIN', `AUTH0_DOMAIN ${new URL(second.url).host}`]),
    );
  });

  it('end a session together', async () => {
    const claims = { sub: 'auth0|ada', sid: randomUUID() };
    const tokens = [await first.token({ claims }), await second.token({ claims })];
    for (const token of tokens) expect(await statusOf(token)).toBe(200);
    expect(await logOut(second, { sid: claims.sid })).toBe(200);
    for (const token of tokens) expect(await refusalOf(token)).toBe('token_revoked');
    const other = await second.token({ claims: { ...claims, sid: randomUUID() } });
    expect(await statusOf(other)).toBe(200);
  });

  it('end all tokens of a user together', async () => {
    const claims = { sub: 'auth0|grace', iat: Math.floor(Date.now() / 1000) - 60 };
    const tokens = [await first.token({ claims }), await second.token({ claims })];
    expect(await logOut(first, { sub: claims.sub })).toBe(200);
    for (const token of tokens) expect(await refusalOf(token)).toBe('token_revoked');
  });
});
