import { it } from '@jest/globals';
import { ARTIFACTS } from '../support/chromium.js';
import { Demo } from '../support/demo.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

/** `UPDATE_PICTURES=1` takes the pictures of the README again, at the usual addresses. */
const isUpdate = process.env['UPDATE_PICTURES'] !== undefined;
const FOLDER = isUpdate ? 'docs' : ARTIFACTS;

const visitors = useVisitors();
const demo = use(() => Demo.start(isUpdate ? { PORT: '3000', LOCAL_ISSUER_PORT: '3001' } : {}));

it('makes the pictures of the README', async () => {
  const visitor = await visitors.arrive({ viewport: { width: 1120, height: 480 } });
  const { page } = visitor;
  await page.goto(demo.issuer.issuer);
  await page.locator('#fields li').first().waitFor({ state: 'attached' });
  await visitor.picture('try-it-users', FOLDER, false);

  await page.getByRole('button', { name: 'Sign in as Ada' }).click();
  await page.locator('[data-query=me] .verdict.good').waitFor();
  await page.locator('[data-query=user] .verdict').waitFor();
  await page.setViewportSize({ width: 1120, height: 1000 });
  await visitor.picture('try-it-signed-in', FOLDER, false);
});
