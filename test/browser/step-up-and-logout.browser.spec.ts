import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Query, Resolver } from '@nestjs/graphql';
import type { Browser, Page } from 'playwright-core';
import { STRONG_ACR } from '../../dev/local-issuer/provider/step-up.js';
import { settingsFor } from '../../dev/start/issuer.js';
import { RequireAuthentication } from '../../src/platform/auth/index.js';
import { findFreePort } from '../support/api-process.js';
import { TestApi } from '../support/api.js';
import { launchChromium, Visitor } from '../support/chromium.js';
import { Demo } from '../support/demo.js';
import { createEmbeddedDatabase } from '../support/embedded-database.js';
import {
  startObservedIssuer,
  type ObservedIssuer,
} from '../support/observed-issuer/start-observed-issuer.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import type { TestDatabase } from '../support/test-database.js';

let browser: Browser;
const visitors: Visitor[] = [];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
afterEach(async () => {
  const problems = visitors.flatMap((visitor) => visitor.problems);
  await Promise.all(visitors.splice(0).map((visitor) => visitor.leave()));
  expect(problems).toEqual([]);
});

async function arrive(address: string): Promise<Page> {
  const visitor = await Visitor.arrive(browser);
  visitors.push(visitor);
  await visitor.page.goto(address);
  return visitor.page;
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
    const page = await arrive(issuer.issuer);
    await signIn(page);
    await page.getByLabel('Query or mutation').fill('{ vault }');
    await page.getByRole('button', { name: 'Run the query' }).click();
    await page.getByRole('button', { name: 'Sign in again as the API asks' }).click();

    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    await visitors[0]!.picture('second-step');
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('alert').filter({ hasText: 'Wrong code.' }).waitFor();
    await page.getByLabel('Code').fill('123456');
    await page.getByLabel('Code').press('Enter');

    await page.locator('#query-answer').filter({ hasText: 'the vault is open' }).waitFor();
    expect(await page.locator('#name').textContent()).toBe('Ada Lindqvist');
    expect(await page.locator('#claims').textContent()).not.toContain('Not read by the API.');
    await visitors[0]!.picture('stepped-up');
  });
});

describe('a logout in one browser', () => {
  let database: TestDatabase;
  let demo: Demo;

  beforeAll(async () => {
    database = await createEmbeddedDatabase();
    demo = await Demo.start({ DATABASE_URL: database.url });
  });
  afterAll(async () => {
    await demo?.close();
    await database?.close();
  });

  it('ends the token of the other', async () => {
    const [one, other] = [await arrive(demo.issuer.issuer), await arrive(demo.issuer.issuer)];
    await signIn(one);
    await signIn(other);
    const answer = one.locator('[data-query=secret] .answer');
    await answer.filter({ hasText: 'HTTP 200' }).waitFor();

    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByText('You are signed out.').waitFor();
    await one.getByRole('button', { name: 'Run secret' }).click();
    await answer.filter({ hasText: 'token_revoked' }).waitFor();
    await visitors[0]!.picture('logged-out-elsewhere');
  });
});
