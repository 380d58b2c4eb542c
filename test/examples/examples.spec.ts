import { execFile } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signIn, type TokenSet } from '../../dev/sign-in.js';
import { Demo } from '../support/demo.js';

const EXAMPLES = ['fetch', 'graphql-request', 'apollo-client', 'urql'];

let demo: Demo;
let tokens: TokenSet;

beforeAll(async () => {
  demo = await Demo.start();
  // The API asks for a token of its own once; from then on only the examples do.
  await demo.api.as((await login()).access_token).query('{ me { id } }');
});
afterAll(() => demo.close());
beforeEach(async () => {
  tokens = await login();
  demo.issuer.requests.reset();
});
describe.each(EXAMPLES)('examples/%s.js', (name) => {
  it('shows who is signed in', async () => {
    expect(await run(name, {})).toEqual(CHLOE);
    expect(tokenRequests()).toBe(0);
  });

  it('refreshes an expired token once, and asks again', async () => {
    expect(await run(name, { TOKEN: await expire(tokens.access_token) })).toEqual(CHLOE);
    expect(tokenRequests()).toBe(1);
  });

  it('gives up where there is no refresh token', async () => {
    const { code, me, stderr } = await run(name, { TOKEN: 'broken', REFRESH_TOKEN: '' });
    expect({ code, me }).toEqual({ code: 1, me: undefined });
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

const CHLOE = {
  code: 0,
  // Apollo Client and urql also ask for the name of the type.
  me: expect.objectContaining({
    id: 'auth0|65c8e7d1f04a2b001ad3580f',
    name: 'Chloe Martin',
    userMetadata: { newsletter: false, favouriteColour: 'teal' },
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

function run(name: string, changes: Record<string, string>) {
  const env = {
    PATH: process.env['PATH'],
    API_URL: demo.api.url,
    TOKEN: tokens.access_token,
    REFRESH_TOKEN: tokens.refresh_token,
    TOKEN_URL: `${demo.issuer.issuer}oauth/token`,
    CLIENT_ID: demo.issuer.browserApplication.clientId,
    NO_COLOR: '1',
    ...changes,
  };
  return new Promise<{ code: number; me: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [`examples/${name}.js`], { env }, (error, stdout, stderr) =>
      resolve({
        code: error ? Number(error.code) : 0,
        me: stdout ? JSON.parse(stdout) : undefined,
        stderr,
      }),
    );
  });
}
