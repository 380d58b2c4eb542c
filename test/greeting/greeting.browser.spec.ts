import { beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Demo } from '../support/demo.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const visitors = useVisitors();
const demo = use(() => Demo.start());
let page: Page;

beforeEach(async () => {
  ({ page } = await visitors.arrive());
  await page.goto(demo.issuer.issuer);
});

it('the try-it page has an answer of hello before the sign-in, and a refusal of secret', async () => {
  expect(await answerOf('hello')).toContain('"hello": "Hello, world!"');
  await page.getByRole('button', { name: 'Run secret' }).click();
  expect(await answerOf('secret')).toMatch(/HTTP 401.*UNAUTHENTICATED.*token_missing/s);
});

it('the try-it page has answers of both after it', async () => {
  await page.getByRole('button', { name: 'Sign in as Ada' }).click();
  await page.locator('#signed-in').waitFor();
  expect(await answerOf('secret')).toContain('This is a secret: your access token is valid.');
  expect(await answerOf('hello')).toContain('Hello, world!');
});

async function answerOf(query: string): Promise<string> {
  const answer = page.locator(`[data-query=${query}] .answer`);
  await answer.locator('.verdict').waitFor();
  return (await answer.textContent()) ?? '';
}
