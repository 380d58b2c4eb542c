import { expect, it } from '@jest/globals';
import { findFreePort } from '../support/api-process.js';
import { Demo } from '../support/demo.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const visitors = useVisitors();
const demo = use(async () => {
  const PORT = String(await findFreePort());
  const origin = `http://127.0.0.1:${PORT}`;
  return Demo.start({ PORT, PUBLIC_URL: `${origin}/graphql`, MCP_URL: `${origin}/mcp` });
});

it('a user who binds the token to the browser calls tools with a bound token, too', async () => {
  const { page } = await visitors.arrive();
  await page.goto(demo.issuer.issuer);
  await page.getByLabel('Bind the token to this browser').check();
  await page.getByRole('button', { name: 'Sign in as Ada' }).click();
  await page.locator('#token-state').filter({ hasText: 'good' }).waitFor();
  const asked = page.waitForRequest((request) => request.url().endsWith('/mcp'));
  await page.getByRole('button', { name: 'List the tools' }).click();
  await page.locator('#tools-list summary').filter({ hasText: 'WhoAmI' }).first().click();
  await page.getByRole('button', { name: 'Call WhoAmI' }).click();
  await page.locator('[data-tool=WhoAmI] .answer').filter({ hasText: 'Ada Lindqvist' }).waitFor();
  expect((await asked).headers()['authorization']).toMatch(/^DPoP /);
  // The key of the first token is still there.
  await page.getByRole('button', { name: 'Run me', exact: true }).click();
  await page.locator('[data-query=me] .answer').filter({ hasText: 'Ada Lindqvist' }).waitFor();
});
