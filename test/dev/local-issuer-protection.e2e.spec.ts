import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { discover } from '../../dev/discover.js';
import type { LocalIssuer } from '../../dev/local-issuer/local-issuer.js';
import { startLocalIssuer } from '../../dev/local-issuer/start-local-issuer.js';
import { signIn } from '../../dev/sign-in.js';
import { sendRaw } from '../support/raw-http.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

const APPLICATION = 'http://127.0.0.1:3000';

const folder = createTemporaryFolder('local-issuer');
let issuer: LocalIssuer;

beforeEach(() => start());
afterEach(() => issuer.close());
afterAll(() => folder.remove());

async function start(port = 0): Promise<void> {
  const allowedOrigins = [APPLICATION];
  const options = { environment: 'test', port, dataFolder: folder.path, allowedOrigins };
  issuer = await startLocalIssuer(options);
}

describe('in production', () => {
  it('does not start, and says what to do instead', async () => {
    const options = { environment: 'production', dataFolder: folder.path };
    await expect(startLocalIssuer(options)).rejects.toThrow(
      'The local issuer does not start with NODE_ENV=production: its passwords are public. ' +
        'Configure a real provider instead, for example AUTH0_DOMAIN and AUTH0_AUDIENCE.',
    );
  });
});

describe('the Host header', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]'])('may be %s', async (name) => {
    expect((await get('/.well-known/jwks.json', `${name}:${port()}`)).status).toBe(200);
  });

  it.each(['rebound.example', '127.0.0.1.rebound.example', '127.0.0.1'])(
    'may not be %s',
    async (host) => {
      const { status, body } = await get('/.well-known/jwks.json', host);
      expect(status).toBe(421);
      expect(JSON.parse(body)).toEqual({
        error: 'misdirected_request',
        error_description: 'Unknown host.',
      });
    },
  );

  it('redirects a login to the name that its cookies belong to', async () => {
    const { status, headers } = await get('/authorize?scope=openid', `localhost:${port()}`);
    expect(status).toBe(302);
    expect(headers.get('location')?.trim()).toBe(`${issuer.issuer}authorize?scope=openid`);
  });
});

describe('the Origin header', () => {
  it('of the application lets its page read the answer', async () => {
    const { headers } = await fetchFrom(APPLICATION);
    expect(headers.get('access-control-allow-origin')).toBe(APPLICATION);
  });

  it.each(['https://evil.example', 'http://localhost.evil.example:3000', 'null'])(
    '%s: its page may not',
    async (origin) => {
      for (const path of ['userinfo', 'oauth/token', '.well-known/openid-configuration']) {
        const { headers } = await fetchFrom(origin, path);
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );

  it.each([
    'http://localhost:5173',
    'http://127.0.0.1:4200',
    'https://localhost',
    'http://[::1]:80',
  ])(
    '%s, a front end in development: its page may call the endpoints of OAuth alone',
    async (page) => {
      const origin = new URL(page).origin;
      for (const path of ['userinfo', 'oauth/token', '.well-known/openid-configuration']) {
        const { headers } = await fetchFrom(origin, path);
        expect(headers.get('access-control-allow-origin')).toBe(origin);
      }
      for (const path of ['', 'api/v2/users', 'try-it/expired-token', 'login/x']) {
        const { headers } = await fetchFrom(origin, path);
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );

  it("lets the headers of Auth0's libraries through", async () => {
    const { headers } = await fetchFrom('http://localhost:5173', 'oauth/token', {
      method: 'OPTIONS',
      headers: {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'auth0-client',
      },
    });
    expect(headers.get('access-control-allow-headers')).toContain('Auth0-Client');
  });

  it('decides whether a preflight is answered', async () => {
    const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } };
    const good = await fetchFrom(APPLICATION, 'oauth/token', preflight);
    expect({
      status: good.status,
      origin: good.headers.get('access-control-allow-origin'),
    }).toEqual({ status: 204, origin: APPLICATION });
    const bad = await fetchFrom('https://evil.example', 'oauth/token', preflight);
    expect({ status: bad.status, origin: bad.headers.get('access-control-allow-origin') }).toEqual({
      status: 403,
      origin: null,
    });
  });
});

describe('a callback of the demo application', () => {
  it.each([
    ...['http://127.0.0.1:4200/', 'http://localhost:5173/auth/callback?x=1'],
    ...['http://[::1]:8080/cb', 'https://localhost:5173/'],
  ])('may be %s', async (callback) => {
    const { status, headers } = await authorize(issuer.browserApplication.clientId, callback);
    expect({ status, location: headers.get('location') }).toEqual({
      status: 303,
      location: expect.stringMatching(/^\/login\//),
    });
  });

  it.each([
    ...[
      'https://evil.example/',
      'http://localhost.evil.example/',
      'http://localhost@evil.example/',
    ],
    ...['http://evil.example/?http://localhost/', 'http://user:secret@localhost/', 'javascript:1'],
    ...[
      'http://localhost:5173/#fragment',
      'http://2130706433.evil.example/',
      'custom://localhost/',
    ],
    ...['http://0.0.0.0/', 'http://[::ffff:7f00:1]/', 'http://192.168.0.1/', '//localhost/', ''],
  ])('may not be %p', async (callback) => {
    const { status, headers } = await authorize(issuer.browserApplication.clientId, callback);
    expect({ status, location: headers.get('location') }).toEqual({ status: 400, location: null });
  });

  it('is its own alone', async () => {
    const callback = 'http://localhost:5173/';
    const { status } = await authorize(issuer.machineApplication.clientId, callback);
    expect(status).toBe(400);
  });

  it('may follow a logout, too, and no other page may', async () => {
    const logout = (post_logout_redirect_uri: string) => {
      const { clientId: client_id } = issuer.browserApplication;
      const parameters = new URLSearchParams({ client_id, post_logout_redirect_uri });
      return fetch(`${issuer.issuer}oidc/logout?${parameters}`);
    };
    expect((await logout('http://localhost:5173/bye')).status).toBe(200);
    expect((await logout('https://evil.example/')).status).toBe(400);
  });
});

describe('a restart', () => {
  it('keeps keys, refresh tokens and users', async () => {
    const ada = { email: 'ada@example.com', password: 'ada-demo' };
    const scope = 'openid offline_access';
    const { clientId } = issuer.browserApplication;
    const { audience } = issuer;
    const before = await signIn({ issuer: issuer.issuer, clientId, audience, scope, ...ada });
    const [first] = issuer.users.list();
    issuer.users.changeMetadata(first!.profile.user_id, { theme: 'light' });

    const samePort = port();
    await issuer.close();
    await start(samePort);

    const keys = createRemoteJWKSet(new URL(`${issuer.issuer}.well-known/jwks.json`));
    const { payload } = await jwtVerify(before.access_token, keys);
    expect(payload.sub).toBe(first?.profile.user_id);
    expect(issuer.browserApplication).toMatchObject({ clientId });
    expect(issuer.users.find(payload.sub!)?.profile.user_metadata).toEqual({ theme: 'light' });
    const client = await discover(issuer.issuer, clientId, openid.None());
    const after = await openid.refreshTokenGrant(client, before.refresh_token!);
    expect(await jwtVerify(after.access_token, keys)).toMatchObject({
      payload: { sub: payload.sub },
    });
  });

  it('hides them from the other users of the machine', () => {
    const modes = readdirSync(folder.path).map((name) => modeOf(join(folder.path, name)));
    expect(new Set(modes)).toEqual(new Set(['600']));
    expect(modeOf(folder.path)).toBe('700');
  });
});

describe('a rotation of the keys', () => {
  it('publishes the new key first, and the old one on request', async () => {
    const [old] = await kids();
    await issuer.rotateKeys({ keepOld: true });
    const [current, kept] = await kids();
    expect(current).not.toBe(old);
    expect(kept).toBe(old);
    await issuer.rotateKeys({ keepOld: false });
    expect(await kids()).toHaveLength(1);
  });
});

function port(): number {
  return Number(new URL(issuer.issuer).port);
}

function get(path: string, host: string) {
  return sendRaw(issuer.issuer, [`GET ${path} HTTP/1.1`, `Host: ${host}`]);
}

/** Sends what a browser sends for a page of that origin. */
function fetchFrom(origin: string, path = 'userinfo', init: RequestInit = {}) {
  return fetch(`${issuer.issuer}${path}`, { ...init, headers: { ...init.headers, origin } });
}

function authorize(client_id: string, redirect_uri: string) {
  const parameters = new URLSearchParams({
    ...{ client_id, redirect_uri, response_type: 'code', scope: 'openid' },
    ...{ code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
  });
  return fetch(`${issuer.issuer}authorize?${parameters}`, { redirect: 'manual' });
}

async function kids(): Promise<(string | undefined)[]> {
  const response = await fetch(`${issuer.issuer}.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: { kid?: string }[] };
  return keys.map(({ kid }) => kid);
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
