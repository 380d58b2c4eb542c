import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signIn } from '../../dev/sign-in.js';
import { findFreePort } from '../support/api-process.js';
import { Demo } from '../support/demo.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

const folder = createTemporaryFolder('session');
let demo: Demo;
let refreshToken: string;

beforeAll(async () => {
  const PORT = String(await findFreePort());
  demo = await Demo.start({
    PORT,
    PUBLIC_URL: `http://127.0.0.1:${PORT}/graphql`,
    AUTH0_DPOP: 'required',
    DPOP_NONCE_SECRET: 'a secret that all replicas have in common',
  });
});
afterAll(async () => {
  await demo.close();
  folder.remove();
});
beforeEach(async () => {
  const { refresh_token: token = '' } = await signIn({
    issuer: demo.issuer.issuer,
    clientId: demo.issuer.browserApplication.clientId,
    audience: demo.issuer.audience,
    scope: 'openid profile email offline_access',
    email: 'chloe@example.com',
    password: 'chloe-demo',
  });
  refreshToken = token;
});

describe.each(['dpop/fetch', 'dpop/apollo-client'])('examples/%s.js', (name) => {
  it('asks an API that accepts only bound tokens, with a nonce', async () => {
    expect(await run(name, ['me', 'secret'])).toEqual({
      data: expect.objectContaining({
        me: expect.objectContaining({ name: 'Chloe Martin' }),
        secret: expect.stringContaining('secret'),
      }),
      stderr: '',
    });
  });

  it('says what to do without a sign-in', async () => {
    refreshToken = '';
    expect((await run(name, ['me'])).stderr).toContain('Sign in again: no refresh token.');
  });
});

function run(name: string, queries: readonly string[]): Promise<{ data: unknown; stderr: string }> {
  const env = {
    PATH: process.env['PATH'],
    API_URL: demo.api.url,
    REFRESH_TOKEN: refreshToken,
    TOKEN_URL: `${demo.issuer.issuer}oauth/token`,
    CLIENT_ID: demo.issuer.browserApplication.clientId,
    SESSION_FILE: join(folder.path, 'session.json'),
    NO_COLOR: '1',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [`examples/${name}.js`, ...queries], { env }, (_, stdout, stderr) =>
      resolve({ data: stdout ? JSON.parse(stdout) : undefined, stderr }),
    );
  });
}
