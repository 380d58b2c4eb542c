import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { LocalIssuer } from '../../dev/local-issuer/local-issuer.js';
import { startLocalIssuer } from '../../dev/local-issuer/start-local-issuer.js';
import { signIn } from '../../dev/sign-in.js';
import { browse } from '../support/browse.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

const API_ORIGIN = 'http://127.0.0.1:3999';

const folder = createTemporaryFolder('try-it');
let issuer: LocalIssuer;

beforeAll(async () => {
  issuer = await startLocalIssuer({
    environment: 'test',
    dataFolder: folder.path,
    apiUrl: `${API_ORIGIN}/graphql`,
    allowedOrigins: [API_ORIGIN],
  });
});
afterAll(async () => {
  await issuer.close();
  folder.remove();
});

describe('the page at the root', () => {
  it('shows the demo users, and its script may call the issuer and the API only', async () => {
    const { headers, text } = await get('');
    expect(text).toContain('Sign in as Ada');
    expect(text).toContain(`data-api-url="${API_ORIGIN}/graphql"`);
    expect(text).not.toMatch(/<script>|<style|style=|onclick/);
    expect(headers.get('content-security-policy')).toContain(
      `script-src 'self'; connect-src 'self' ${API_ORIGIN} ${API_ORIGIN.replace('http', 'ws')};`,
    );
  });

  it('serves its style and scripts, and no other file', async () => {
    const { text } = await get('');
    const files = [...text.matchAll(/"\/(browser\/[^"]+)"/g)].map(([, path]) => path ?? '');
    // Features add scripts of their own.
    const [style, ...scripts] = files;
    expect([style, scripts[0]]).toEqual(['browser/style.css', 'browser/try-it.js']);
    const types = await Promise.all(files.map(async (file) => (await get(file)).type));
    expect(types).toEqual([
      'text/css; charset=utf-8',
      ...scripts.map(() => 'text/javascript; charset=utf-8'),
    ]);
    for (const path of ['browser/tsconfig.json', 'browser/..%2Flogin.ts', 'browser/']) {
      expect((await get(path)).status).toBe(404);
    }
  });
});

describe('GraphiQL', () => {
  it('comes from the issuer alone, under a policy of its own', async () => {
    const { status, headers, text } = await get('graphiql');
    expect(status).toBe(200);
    expect(text).not.toMatch(/<script>|(src|href)="https?:/);
    expect(headers.get('content-security-policy')).toContain(
      `script-src 'self'; connect-src 'self' ${API_ORIGIN} ${API_ORIGIN.replace('http', 'ws')};`,
    );
    const script = await get('graphiql/graphiql.js');
    expect({ status: script.status, type: script.type }).toEqual({
      status: 200,
      type: expect.stringContaining('javascript'),
    });
    for (const path of [
      'graphiql/',
      'graphiql/package.json',
      'graphiql/..%2Fx',
      'graphiql/toString',
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });
});

describe('an expired token', () => {
  it('repeats the claims of the good one, but expired an hour ago', async () => {
    const token = await login();
    const { status, body } = await expire(token, new URL(issuer.issuer).origin);
    expect(status).toBe(200);
    const { iat, exp, ...claims } = decodeJwt(String(body['access_token']));
    expect(decodeJwt(token)).toMatchObject(claims);
    expect(exp! - iat!).toBe(3600);
    expect(exp! * 1000).toBeLessThan(Date.now() - 3_500_000);
  });

  it.each([API_ORIGIN, 'https://evil.example', 'null'])(
    'is not given to a page of %s',
    async (origin) => {
      const { status, body } = await expire(await login(), origin);
      expect({ status, body }).toEqual({ status: 403, body: { error: 'access_denied' } });
    },
  );

  it('is only given for a token of this issuer', async () => {
    expect((await expire('garbage', new URL(issuer.issuer).origin)).status).toBe(403);
  });
});

describe('the login page', () => {
  const start = (redirectUri: string) => {
    const address = new URL('/authorize', issuer.issuer);
    address.search = String(
      new URLSearchParams({
        response_type: 'code',
        client_id: issuer.browserApplication.clientId,
        redirect_uri: redirectUri,
        scope: 'openid',
        code_challenge: 'a'.repeat(43),
        code_challenge_method: 'S256',
        login_hint: 'ben@example.com',
        demo_user: 'ada@example.com',
      }),
    );
    return browse(address);
  };

  it('signs a demo user in for the try-it page without a password', async () => {
    expect((await start(issuer.issuer)).text).toMatch(/submit-form\.js.*Signing in as Ada/s);
  });

  it('asks for the password for any other application, with the name filled in', async () => {
    const { text } = await start('http://127.0.0.1:8000/callback');
    expect(text).not.toContain('<script');
    expect(text).toMatch(/name="email"\s+type="email"\s+value="ben@example.com"/);
  });
});

async function get(path: string) {
  const response = await fetch(`${issuer.issuer}${path}`);
  const { status, headers } = response;
  return { status, headers, type: headers.get('content-type'), text: await response.text() };
}

async function login(): Promise<string> {
  const { access_token } = await signIn({
    issuer: issuer.issuer,
    clientId: issuer.browserApplication.clientId,
    audience: issuer.audience,
    email: 'ada@example.com',
    password: 'ada-demo',
  });
  return access_token;
}

async function expire(token: string, origin: string) {
  const response = await fetch(`${issuer.issuer}try-it/expired-token`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, origin },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
