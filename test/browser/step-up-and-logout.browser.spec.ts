import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Query, Resolver } from '@nestjs/graphql';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { STRONG_ACR } from '../../dev/local-issuer/provider/step-up.js';
import { settingsFor } from '../../dev/start/issuer.js';
import { RequireAuthentication } from '../../src/platform/auth/index.js';
import { findFreePort } from '../support/api-process.js';
import { TestApi } from '../support/api.js';
import type { Visitor } from '../support/chromium.js';
import { Demo } from '../support/demo.js';
import {
  startObservedIssuer,
  type ObservedIssuer,
} from '../support/observed-issuer/start-observed-issuer.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { useVisitors } from '../support/visitors.js';

const visitors = useVisitors();

async function arrive(address: string, options?: BrowserContextOptions): Promise<Visitor> {
  const visitor = await visitors.arrive(options);
  await visitor.page.goto(address);
  return visitor;
}

async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in as Ada' }).click();
  await page.locator('#signed-in').waitFor();
}

describe('an operation that needs a strong login', () => {
  const folder = createTemporaryFolder('step-up');
  let issuer: ObservedIssuer;
  let api: TestApi;

  @Resolver()
  class VaultResolver {
    @RequireAuthentication({ acr: STRONG_ACR, maxAgeSeconds: 600 })
    @Query(() => String, { description: 'Needs a strong and fresh login.' })
    vault(): string {
      return 'the vault is open';
    }
  }

  beforeAll(async () => {
    const port = await findFreePort();
    const apiUrl = `http://127.0.0.1:${port}/graphql`;
    issuer = await startObservedIssuer({ dataFolder: folder.path, apiUrl });
    const env = { ...settingsFor(issuer), PORT: String(port) };
    api = await TestApi.start(env, { providers: [VaultResolver] });
  });
  afterAll(async () => {
    await api?.close();
    await issuer?.close();
    folder.remove();
  });

  it('is refused, leads to the second step of the login, and is then answered', async () => {
    const visitor = await arrive(issuer.issuer);
    const { page } = visitor;
    await signIn(page);
    await page.getByLabel('Query or mutation').fill('{ vault }');
    await page.getByRole('button', { name: 'Run the query' }).click();
    await page.getByRole('button', { name: 'Sign in again as the API asks' }).click();

    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    await visitor.picture('second-step');
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('alert').filter({ hasText: 'Wrong code.' }).waitFor();
    await page.getByLabel('Code').fill('123456');
    await page.getByLabel('Code').press('Enter');

    await page.locator('#query-answer').filter({ hasText: 'the vault is open' }).waitFor();
    expect(await page.locator('#name').textContent()).toBe('Ada Lindqvist');
    expect(await page.locator('#claims').textContent()).not.toContain('Not read by the API.');
    await visitor.picture('stepped-up');
  });
});

describe('a logout in one browser', () => {
  let demo: Demo;

  beforeAll(async () => {
    demo = await Demo.start();
  });
  afterAll(() => demo?.close());

  it('ends the token and the live socket of the other, which can sign in again', async () => {
    // The test's own script opens the socket, which the policy of the page does not allow.
    const visitor = await arrive(demo.issuer.issuer, { bypassCSP: true });
    const one = visitor.page;
    const { page: other } = await arrive(demo.issuer.issuer);
    await signIn(one);
    await signIn(other);
    const answer = one.locator('[data-query=me] .answer');
    await answer.filter({ hasText: 'HTTP 200' }).waitFor();
    await openSocket(one);

    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByText('You are signed out.').waitFor();
    expect(await endOfSocket(one)).toEqual({ code: 4401, reason: 'token_revoked' });
    await one.getByRole('button', { name: 'Run me', exact: true }).click();
    await answer.filter({ hasText: 'token_revoked' }).waitFor();
    expect(await answer.textContent()).toMatch(/HTTP 401UNAUTHENTICATED/);
    await visitor.picture('logged-out-elsewhere');

    await signIn(other);
    const again = other.locator('[data-query=me] .answer');
    await again.locator('.verdict.good').waitFor();
  });

  /** Opens a socket with the token of the page, and keeps how it ends in the page. */
  function openSocket(page: Page): Promise<void> {
    return page.evaluate(
      async (url) => {
        const session = sessionStorage.getItem('try-it session') ?? '';
        const { accessToken } = JSON.parse(session) as { accessToken: string };
        const socket = new WebSocket(url, 'graphql-transport-ws');
        const ended = new Promise<object>((resolve) => {
          socket.onclose = ({ code, reason }) => resolve({ code, reason });
        });
        Object.assign(globalThis, { ended });
        await new Promise((resolve) => (socket.onopen = resolve));
        const payload = { authorization: `Bearer ${accessToken}` };
        socket.send(JSON.stringify({ type: 'connection_init', payload }));
        // The acknowledgement is the first message.
        await new Promise((resolve) => (socket.onmessage = resolve));
      },
      demo.api.url.replace('http', 'ws'),
    );
  }

  function endOfSocket(page: Page): Promise<unknown> {
    return page.evaluate(() => Reflect.get(globalThis, 'ended'));
  }
});
