import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { Demo } from '../support/demo.js';
import { SpaServer } from '../support/spa-server.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const AUTH0 = {
  library: 'test/browser/node_modules/@auth0/auth0-spa-js/dist/auth0-spa-js.production.js',
  app: 'test/browser/spa/auth0.js',
};
const OIDC_CLIENT = {
  library: 'test/browser/node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js',
  app: 'test/browser/spa/oidc-client.js',
};

/** What the modules in `spa` offer. */
interface App {
  signIn(): Promise<void>;
  finish(): Promise<unknown>;
  accessToken(): Promise<string>;
  refresh(): Promise<string>;
  signOut(): Promise<void>;
}

const visitors = useVisitors();
const demo = use(() => Demo.start());
let spa: SpaServer;
let page: Page;

afterEach(() => spa.close());

describe.each([
  ['@auth0/auth0-spa-js', AUTH0],
  ['oidc-client-ts', OIDC_CLIENT],
])('a front end of another origin with %s', (_, files) => {
  it('signs in, calls the API, refreshes by rotation, and signs out', async () => {
    await open({ ...files, host: 'localhost', refresh: 'yes' });
    await signIn();

    const first = await run('accessToken');
    expect(decodeJwt(first)).toMatchObject({ azp: demo.issuer.browserApplication.clientId });
    expect(await me(first)).toEqual({ data: { me: { name: 'Ada Lindqvist' } } });

    const before = tokenRequests();
    expect(await me(await run('refresh'))).toEqual({ data: { me: { name: 'Ada Lindqvist' } } });
    // By then the refresh token is another one.
    expect(await me(await run('refresh'))).toEqual({ data: { me: { name: 'Ada Lindqvist' } } });
    expect(tokenRequests()).toBe(before + 2);

    await signOut();
    await start();
    await page.getByRole('button', { name: 'Sign in as Ada' }).waitFor();
  });
});

describe('a silent sign-in in a frame', () => {
  it('works on a page at 127.0.0.1', async () => {
    await open({ ...AUTH0, host: '127.0.0.1', refresh: 'no' });
    await signIn();
    await page.reload();
    await appIsThere();
    expect(await me(await run('accessToken'))).toEqual({ data: { me: { name: 'Ada Lindqvist' } } });
    await signOut();
    await expect(run('refresh')).rejects.toThrow('End-User authentication is required');
  });

  it('needs a refresh token on a page at localhost, whose frames get no cookies', async () => {
    await open({ ...AUTH0, host: 'localhost', refresh: 'no' });
    await signIn();
    await page.reload();
    await appIsThere();
    await expect(run('accessToken')).rejects.toThrow('End-User authentication is required');
  });
});

interface Opening {
  readonly host: 'localhost' | '127.0.0.1';
  readonly library: string;
  readonly app: string;
  readonly refresh: 'yes' | 'no';
}

async function open({ host, library, app, refresh }: Opening): Promise<void> {
  const { issuer, audience, browserApplication } = demo.issuer;
  const domain = issuer.replace(/\/$/, '');
  const options = JSON.stringify({ domain, clientId: browserApplication.clientId, audience });
  spa = await SpaServer.start({ host, library, app, data: { options, refresh } });
  ({ page } = await visitors.arrive());
  await page.goto(spa.origin);
}

/** Leaves for the login page. */
async function start(): Promise<void> {
  await appIsThere();
  await page.evaluate(() => void (globalThis as unknown as { app: App }).app.signIn());
}

async function signIn(): Promise<void> {
  await start();
  await page.getByRole('button', { name: 'Sign in as Ada' }).click();
  await page.waitForURL(`${spa.origin}/callback?**`);
  await appIsThere();
  await page.evaluate(async () => {
    await (globalThis as unknown as { app: App }).app.finish();
  });
}

async function signOut(): Promise<void> {
  await page.evaluate(() => void (globalThis as unknown as { app: App }).app.signOut());
  await page.waitForURL(`${spa.origin}/bye`);
  await appIsThere();
}

function tokenRequests(): number {
  return demo.issuer.requests.of('token').total;
}

function run(name: 'accessToken' | 'refresh'): Promise<string> {
  return page.evaluate((key) => (globalThis as unknown as { app: App }).app[key](), name);
}

async function appIsThere(): Promise<void> {
  await page.waitForFunction(() => 'app' in globalThis);
}

/** Asked by the page itself, under the browser's rules for other origins. */
function me(token: string): Promise<unknown> {
  return page.evaluate(
    async ([url = '', accessToken]) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${accessToken}`,
        },
        body: JSON.stringify({ query: '{ me { name } }' }),
      });
      return response.json() as Promise<unknown>;
    },
    [demo.api.url, token],
  );
}
