import { beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { findFreePort } from '../support/api-process.js';
import type { Visitor } from '../support/chromium.js';
import { Demo } from '../support/demo.js';
import { Graphiql } from '../support/graphiql.js';
import { SpaServer } from '../support/spa-server.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const visitors = useVisitors();
const demo = use(async () => {
  const PORT = String(await findFreePort());
  return Demo.start({
    PORT,
    PUBLIC_URL: `http://127.0.0.1:${PORT}/graphql`,
    DPOP_NONCE_SECRET: 'a secret that all replicas have in common',
  });
});
let visitor: Visitor;
let page: Page;

beforeEach(async () => {
  visitor = await visitors.arrive();
  page = visitor.page;
  await page.goto(demo.issuer.issuer);
});

describe('a demo user who binds the token to the browser', () => {
  beforeEach(async () => {
    await page.getByLabel('Bind the token to this browser').check();
    await page.getByRole('button', { name: 'Sign in as Ada' }).click();
    await waitForText('[data-query=me] .answer', 'Ada Lindqvist');
  });

  it('sees the profile, and what the proof says', async () => {
    const token = (await page.locator('#token').textContent()) ?? '';
    expect(decodeJwt(token)['cnf']).toEqual({ jkt: expect.any(String) });
    const proof = JSON.parse((await page.locator('#proof').textContent()) ?? '') as object;
    expect(proof).toEqual({
      header: {
        typ: 'dpop+jwt',
        alg: 'ES256',
        jwk: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
      },
      claims: expect.objectContaining({ htu: demo.api.url, nonce: expect.any(String) }),
    });
    await visitor.picture('bound-token');
  });

  it('keeps a key that no script can export', async () => {
    const isExtractable = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open('try-it');
          opening.onsuccess = () => {
            const reading = opening.result.transaction('keys').objectStore('keys').get('dpop');
            reading.onsuccess = () =>
              resolve((reading.result as CryptoKeyPair).privateKey.extractable);
          };
        }),
    );
    expect(isExtractable).toBe(false);
  });

  it('is still signed in after a reload, and listens', async () => {
    await page.reload();
    await waitForText('[data-query=me] .answer', 'Ada Lindqvist');
    await waitForText('#live-state', 'listening');
  });

  it('cannot use the token without its key', async () => {
    const token = (await page.locator('#token').textContent()) ?? '';
    const { body } = await demo.api.as(token).query('{ me { id } }');
    expect(body.errors?.[0]?.extensions.reason).toBe('dpop_scheme_needed');
  });

  it('copies a curl line that is good once', async () => {
    await page.getByRole('button', { name: 'Copy a curl line' }).click();
    await waitForText('#copied', 'The curl line is copied.');
    const line = await page.evaluate(() => navigator.clipboard.readText());
    const headers = Object.fromEntries(
      [...line.matchAll(/-H '([\w-]+): ([^']+)'/g)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    const caller = demo.api.anonymous.with(headers);
    expect((await caller.query('{ me { name } }')).body).toEqual({
      data: { me: { name: 'Ada Lindqvist' } },
    });
    expect((await caller.query('{ me { name } }')).status).toBe(401);
  });

  it('asks and listens in GraphiQL', async () => {
    const editor = new Graphiql(page, demo.issuer.issuer);
    await page.getByRole('link', { name: 'Open GraphiQL' }).click();
    await page.getByText('Signed in as Ada Lindqvist').waitFor();
    await editor.run('{ me { name } }');
    await editor.shows('"name": "Ada Lindqvist"');

    const acknowledged = page.waitForEvent('websocket').then((socket) =>
      socket.waitForEvent('framereceived', {
        predicate: ({ payload }) => String(payload).includes('connection_ack'),
      }),
    );
    await editor.run('subscription { myProfileChanged { name } }');
    await acknowledged;
  });

  it('sees the refusal of an expired token', async () => {
    await page.getByRole('button', { name: 'Expire now' }).click();
    await waitForText('#refusal', 'token_expired');
    expect(await page.locator('#refusal').textContent()).toContain('WWW-Authenticate: DPoP');
  });
});

describe('a front end of another origin with @auth0/auth0-spa-js and useDpop', () => {
  /** What `spa/auth0-dpop.js` offers. */
  interface App {
    signIn(): Promise<void>;
    finish(): Promise<unknown>;
    ask(query: string): Promise<unknown>;
  }
  const appIsThere = () => page.waitForFunction(() => 'app' in globalThis);

  it('signs in and asks the API, nonce and all', async () => {
    const { issuer, audience, browserApplication } = demo.issuer;
    const domain = issuer.replace(/\/$/, '');
    const { clientId } = browserApplication;
    const options = JSON.stringify({ domain, clientId, audience, apiUrl: demo.api.url });
    const spa = await SpaServer.start({
      host: 'localhost',
      library: 'test/browser/node_modules/@auth0/auth0-spa-js/dist/auth0-spa-js.production.js',
      app: 'test/browser/spa/auth0-dpop.js',
      data: { options },
    });
    await page.goto(spa.origin);
    await appIsThere();
    await page.evaluate(() => void (globalThis as unknown as { app: App }).app.signIn());
    await page.getByRole('button', { name: 'Sign in as Ada' }).click();
    await page.waitForURL(`${spa.origin}/callback?**`);
    await appIsThere();
    await page.evaluate(() => (globalThis as unknown as { app: App }).app.finish());
    for (let time = 1; time <= 2; time += 1) {
      const answer = await page.evaluate(() =>
        (globalThis as unknown as { app: App }).app.ask('{ me { name } }'),
      );
      expect(answer).toEqual({ data: { me: { name: 'Ada Lindqvist' } } });
    }
    await spa.close();
  });
});

async function waitForText(selector: string, text: string): Promise<void> {
  await page.locator(selector).filter({ hasText: text }).waitFor();
}
