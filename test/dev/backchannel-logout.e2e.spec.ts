import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { CookieJar } from '../../dev/cookie-jar.js';
import type { LocalIssuer } from '../../dev/local-issuer/local-issuer.js';
import { startLocalIssuer } from '../../dev/local-issuer/start-local-issuer.js';
import { signIn } from '../../dev/sign-in.js';
import { findFreePort } from '../support/api-process.js';
import { Demo } from '../support/demo.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

const CALLBACK = 'http://localhost:5173/';

let demo: Demo;

beforeAll(async () => {
  demo = await Demo.start();
});
afterAll(() => demo.close());
afterEach(() => {
  jest.restoreAllMocks();
});

it('a logout in one browser ends the tokens of the other, and of no other user', async () => {
  const ada = await login('ada');
  const ben = await login('ben');
  expect(await askMe(ada)).toMatchObject({ status: 200 });

  expect(await signInAndOut(demo.issuer)).toBe(`${CALLBACK}bye`);
  expect(await askMe(ada)).toMatchObject({
    status: 401,
    body: { errors: [{ extensions: { reason: 'token_revoked' } }] },
  });
  expect(await askMe(ben)).toMatchObject({ status: 200 });

  // The next login works at once.
  expect(await askMe(await login('ada'))).toMatchObject({ status: 200 });
});

it('a logout works where the API does not answer, and the issuer says so', async () => {
  const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const folder = createTemporaryFolder('logout');
  const apiUrl = `http://127.0.0.1:${await findFreePort()}/graphql`;
  const issuer = await startLocalIssuer({ environment: 'test', dataFolder: folder.path, apiUrl });
  expect(await signInAndOut(issuer)).toBe(`${CALLBACK}bye`);
  expect(error.mock.calls.flat().join()).toMatch(/the API did not take a back-channel logout/);
  await issuer.close();
  folder.remove();
});

async function login(name: string): Promise<string> {
  const { access_token } = await signIn({
    issuer: demo.issuer.issuer,
    clientId: demo.issuer.browserApplication.clientId,
    audience: demo.issuer.audience,
    email: `${name}@example.com`,
    password: `${name}-demo`,
  });
  return access_token;
}

function askMe(token: string) {
  return demo.api.as(token).query('{ me { id } }');
}

/** A browser of Ada's that signs in and out; where it is led in the end. */
async function signInAndOut({ issuer, browserApplication }: LocalIssuer): Promise<string | null> {
  const browser = new HttpBrowser(issuer);
  await browser.follow(
    `authorize?${new URLSearchParams({
      ...{ response_type: 'code', client_id: browserApplication.clientId, scope: 'openid' },
      ...{ redirect_uri: CALLBACK, code_challenge: 'a'.repeat(43) },
      ...{ code_challenge_method: 'S256', login_hint: 'ada@example.com' },
    })}`,
    { email: 'ada@example.com', password: 'ada-demo' },
  );
  const question = await browser.visit(
    `oidc/logout?${new URLSearchParams({
      client_id: browserApplication.clientId,
      post_logout_redirect_uri: `${CALLBACK}bye`,
    })}`,
  );
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(await question.text())?.[1] ?? '';
  const body = new URLSearchParams({ xsrf, logout: 'yes' });
  const answer = await browser.visit('oidc/logout/confirm', { method: 'POST', body });
  return answer.headers.get('location');
}

/** Keeps cookies, and follows redirects within the issuer. */
class HttpBrowser {
  private readonly jar = new CookieJar();

  constructor(private readonly issuer: string) {}

  async visit(path: string, init: RequestInit = {}): Promise<Response> {
    const address = new URL(path, this.issuer);
    const headers = { cookie: this.jar.header };
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    this.jar.store(response);
    return response;
  }

  async follow(path: string, login: Record<string, string>): Promise<void> {
    let [address, init]: [string, RequestInit] = [path, {}];
    for (let step = 0; step < 10 && !address.startsWith(CALLBACK); step += 1) {
      const location = (await this.visit(address, init)).headers.get('location');
      init = location ? {} : { method: 'POST', body: new URLSearchParams(login) };
      address = location ?? address;
    }
  }
}
