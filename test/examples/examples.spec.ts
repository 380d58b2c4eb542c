import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signIn, type TokenSet } from '../../dev/sign-in.js';
import { Demo } from '../support/demo.js';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.js';

const EXAMPLES = ['fetch', 'graphql-request', 'apollo-client', 'urql'];

let demo: Demo;
let tokens: TokenSet;
let folder: TemporaryFolder;

beforeAll(async () => {
  demo = await Demo.start();
  // The API asks for a token of its own once; from then on only the examples do.
  await demo.api.as((await login()).access_token).query('{ me { id } }');
});
afterAll(() => demo.close());
beforeEach(async () => {
  folder = createTemporaryFolder('session');
  tokens = await login();
  demo.issuer.requests.reset();
});
afterEach(() => folder.remove());

describe.each(EXAMPLES)('examples/%s.js', (name) => {
  it('shows who is signed in', async () => {
    expect(await run(name, {})).toEqual(CHLOE);
    expect(tokenRequests()).toBe(0);
  });

  it('refreshes an expired token once, and asks again', async () => {
    expect(await run(name, { TOKEN: await expire(tokens.access_token) })).toEqual(CHLOE);
    expect(tokenRequests()).toBe(1);
  });

  it('shares one refresh between queries that are refused one after the other', async () => {
    const proxy = await startSlowProxy();
    const TOKEN = await expire(tokens.access_token);
    const { code, data } = await run(name, { TOKEN, API_URL: proxy.url }, ['me', 'secret']);
    proxy.close();
    expect({ code, data }).toMatchObject({
      code: 0,
      data: { me: { name: 'Chloe Martin' }, secret: expect.stringContaining('secret') },
    });
    expect(tokenRequests()).toBe(1);
  });

  it('asks public fields without a sign-in', async () => {
    const { code, data } = await run(name, { TOKEN: '', REFRESH_TOKEN: '' }, ['hello']);
    expect({ code, data }).toMatchObject({ code: 0, data: { hello: 'Hello, world!' } });
  });

  it('says what to do without a sign-in where one is needed', async () => {
    const { code, stderr } = await run(name, { TOKEN: '', REFRESH_TOKEN: '' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('Sign in again: no refresh token.'),
    });
  });

  it('gives up where there is no refresh token', async () => {
    const { code, data, stderr } = await run(name, { TOKEN: 'broken', REFRESH_TOKEN: '' });
    expect({ code, data }).toEqual({ code: 1, data: undefined });
    expect(stderr).toContain('Sign in again: no refresh token.');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(tokenRequests()).toBe(0);
  });

  it('gives up where the refresh token is refused', async () => {
    const { code, stderr } = await run(name, { TOKEN: 'broken', REFRESH_TOKEN: 'broken' });
    expect(code).toBe(1);
    expect(stderr).toContain('Sign in again: invalid_grant.');
    expect(tokenRequests()).toBe(1);
  });
});

it('all scripts go on from one rotated refresh token', async () => {
  const TOKEN = await expire(tokens.access_token);
  for (const name of EXAMPLES) expect(await run(name, { TOKEN })).toEqual(CHLOE);
  expect(tokenRequests()).toBe(1);
  expect(statSync(join(folder.path, 'session.json')).mode & 0o777).toBe(0o600);
});

it('a new sign-in takes the place of a stored one', async () => {
  await run('fetch', { TOKEN: await expire(tokens.access_token) });
  tokens = await login();
  const before = tokenRequests();
  expect(await run('fetch', { TOKEN: await expire(tokens.access_token) })).toEqual(CHLOE);
  expect(tokenRequests()).toBe(before + 1);
});

it('a query that no example knows is named', async () => {
  const { code, stderr } = await run('fetch', {}, ['toString']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'There is no query toString. Known are me, secret, hello.\n',
  });
  expect(existsSync(join(folder.path, 'session.json'))).toBe(false);
});

const CHLOE = {
  code: 0,
  // Apollo Client and urql also ask for the name of the type.
  data: expect.objectContaining({
    me: expect.objectContaining({
      id: 'auth0|65c8e7d1f04a2b001ad3580f',
      name: 'Chloe Martin',
      userMetadata: { newsletter: false, favouriteColour: 'teal' },
    }),
  }),
  stderr: '',
};

function login(): Promise<TokenSet> {
  return signIn({
    issuer: demo.issuer.issuer,
    clientId: demo.issuer.browserApplication.clientId,
    audience: demo.issuer.audience,
    scope: 'openid profile email offline_access',
    email: 'chloe@example.com',
    password: 'chloe-demo',
  });
}

function tokenRequests(): number {
  return demo.issuer.requests.of('token').total;
}

/** The same token, expired. */
async function expire(token: string): Promise<string> {
  const { issuer } = demo.issuer;
  const response = await fetch(`${issuer}try-it/expired-token`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, origin: new URL(issuer).origin },
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Forwards to the API, and holds the answer to the first `secret` back until `me` was renewed. */
async function startSlowProxy(): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { authorization = '', accept = '' } = request.headers;
      const answer = await fetch(demo.api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization, accept },
        body,
      });
      const isRefusedSecret = body.includes('Secret') && answer.status === 401;
      while (isRefusedSecret && tokenRequests() === 0) await sleep(10);
      if (isRefusedSecret) await sleep(500);
      const type = answer.headers.get('content-type') ?? '';
      response.writeHead(answer.status, { 'content-type': type });
      response.end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/graphql`, close: () => server.close() };
}

function run(name: string, changes: Record<string, string>, queries: readonly string[] = []) {
  const env = {
    PATH: process.env['PATH'],
    API_URL: demo.api.url,
    TOKEN: tokens.access_token,
    REFRESH_TOKEN: tokens.refresh_token,
    TOKEN_URL: `${demo.issuer.issuer}oauth/token`,
    CLIENT_ID: demo.issuer.browserApplication.clientId,
    SESSION_FILE: join(folder.path, 'session.json'),
    NO_COLOR: '1',
    ...changes,
  };
  return new Promise<{ code: number; data: unknown; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [`examples/${name}.js`, ...queries],
      { env },
      (error, stdout, stderr) =>
        resolve({
          code: error ? Number(error.code) : 0,
          data: stdout ? JSON.parse(stdout) : undefined,
          stderr,
        }),
    );
  });
}
