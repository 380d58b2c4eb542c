import { expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { ToolsDemo } from '../support/agent.js';
import { expectGoodPage } from '../support/expect-good-page.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const WINDOWS = [
  ['desktop', { width: 1280, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const;

const visitors = useVisitors();
const tools = use(() => ToolsDemo.start());

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto(tools.demo.issuer.issuer);
  await page.getByRole('button', { name: `Sign in as ${name}` }).click();
  await page.locator('#token-state').filter({ hasText: 'good' }).waitFor();
}

const listTools = (page: Page) => page.getByRole('button', { name: 'List the tools' }).click();
const open = (page: Page, tool: string) =>
  page.locator('#tools-list summary').filter({ hasText: tool }).first().click();
const answerOf = (page: Page, tool: string, text: string) =>
  page.locator(`[data-tool=${tool}] .answer`).filter({ hasText: text }).waitFor();

it.each(WINDOWS)('lists the tools with their schemas on a %s', async (name, viewport) => {
  const visitor = await visitors.arrive({ viewport });
  const { page } = visitor;
  await signIn(page, 'Ada');
  await listTools(page);
  await open(page, 'FindUser');
  await page.getByText('Its input schema').locator('visible=true').click();
  const schema = (await page.locator('[data-tool=FindUser] pre').first().textContent()) ?? '';
  expect(JSON.parse(schema)).toMatchObject({ type: 'object', required: ['id'] });
  await expectGoodPage(visitor, `tools-${name}`);
});

it('calls a tool with a token of the user for the tools alone', async () => {
  const { page } = await visitors.arrive();
  await signIn(page, 'Ada');
  await listTools(page);
  await open(page, 'UpdateMyMetadata');
  await page.getByLabel('Arguments, as JSON').locator('visible=true').fill('not JSON');
  await page.getByRole('button', { name: 'Call UpdateMyMetadata' }).click();
  await answerOf(page, 'UpdateMyMetadata', 'This is not a JSON object.');

  const asked = page.waitForRequest((request) => request.url() === tools.mcpUrl);
  const values = JSON.stringify({ metadata: { shown: true } });
  await page.getByLabel('Arguments, as JSON').locator('visible=true').fill(values);
  await page.getByRole('button', { name: 'Call UpdateMyMetadata' }).click();
  await answerOf(page, 'UpdateMyMetadata', '"shown": true');
  const { authorization = '' } = (await asked).headers();
  const { aud, sub } = decodeJwt(authorization.replace('Bearer ', ''));
  const own = decodeJwt((await page.locator('#token').textContent()) ?? '');
  expect(sub).toBe(own.sub);
  expect(aud).toContain(tools.mcpUrl);
  expect(aud).not.toContain(tools.demo.issuer.audience);
});

it('shows what a tool is refused for', async () => {
  const { page } = await visitors.arrive();
  await signIn(page, 'Chloe');
  await listTools(page);
  await open(page, 'FindUser');
  await page.getByRole('button', { name: 'Call FindUser' }).click();
  await answerOf(page, 'FindUser', 'HTTP 403');
  await answerOf(page, 'FindUser', 'WWW-Authenticate: Bearer error="insufficient_scope"');
});

it('says so where the issuer gives no token', async () => {
  const { page } = await visitors.arrive();
  await signIn(page, 'Ada');
  await page.context().clearCookies();
  await listTools(page);
  await page.locator('#tools-answer').filter({ hasText: 'gave no token' }).waitFor();
});
