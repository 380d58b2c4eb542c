import { beforeEach, describe, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { Page } from 'playwright-core';
import { LiveSockets } from '../../src/platform/live/sockets/live-sockets.js';
import type { Visitor } from '../support/chromium.js';
import { Demo } from '../support/demo.js';
import { Graphiql } from '../support/graphiql.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const visitors = useVisitors();
const demo = use(() => Demo.start());
let visitor: Visitor;
let page: Page;

beforeEach(async () => {
  visitor = await visitors.arrive();
  page = visitor.page;
  await page.goto(demo.issuer.issuer);
});

describe('the try-it page', () => {
  it('shows at once what another tab saves', async () => {
    await signInAs(page, 'Ada');
    const other = await page.context().newPage();
    await other.goto(demo.issuer.issuer);
    await signInAs(other, 'Ada');
    await subscriptions(2 * subscriptionsOfPage());
    await page.getByLabel('What to change, as JSON').fill('{ "theme": "solarized" }');
    await page.getByRole('button', { name: 'Save' }).click();
    await contains(other, '#live-events', '"theme":"solarized"');
    await contains(other, '[data-query=me] .answer', '"theme": "solarized"');
    await other.bringToFront();
    await visitor.picture('live');
  });

  it('shows how a socket with a spoiled token is closed, and listens again with the good one', async () => {
    await signInAs(page, 'Ben');
    await page.getByRole('button', { name: 'Break a character' }).click();
    await contains(page, '#live-state', 'closed: 4401 invalid_signature');
    await page.getByRole('button', { name: 'Send none' }).click();
    await contains(page, '#live-state', 'closed: 4401 token_missing');
    await page.getByRole('button', { name: 'Use the good one' }).click();
    await contains(page, '#live-state', 'listening');
  });
});

describe('GraphiQL', () => {
  it('subscribes', async () => {
    const query = 'subscription { myProfileChanged { userMetadata } }';
    const editor = new Graphiql(page, demo.issuer.issuer);
    await editor.signIn('Zoë');
    await editor.run(query);
    await subscriptions(1);
    const other = await page.context().newPage();
    await other.goto(demo.issuer.issuer);
    await signInAs(other, 'Zoë');
    const save = 'mutation { updateMyMetadata(metadata: { seen: "live" }) { id } }';
    await demo.api.as(await tokenOf(other)).query(save);
    await editor.shows('"seen": "live"');
  });
});

async function signInAs(tab: Page, name: string): Promise<void> {
  const button = tab.getByRole('button', { name: `Sign in as ${name}` });
  await button.click();
  await tab.locator('#signed-in').waitFor();
  await contains(tab, '#live-state', 'listening');
}

/** To each of these that the schema has: an adopter may take one out. */
function subscriptionsOfPage(): number {
  const { schema } = demo.api.app.get(GraphQLSchemaHost);
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  return ['myProfileChanged', 'myAccountChanged'].filter((name) => name in fields).length;
}

/** Until the API has that many, of all pages. */
async function subscriptions(count: number): Promise<void> {
  const sockets = demo.api.app.get(LiveSockets);
  while (sockets.operations !== count) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function tokenOf(tab: Page): Promise<string> {
  await tab.getByRole('button', { name: 'Copy the token' }).click();
  await contains(tab, '#copied', 'The token is copied.');
  return tab.evaluate(() => navigator.clipboard.readText());
}

async function contains(tab: Page, selector: string, text: string): Promise<void> {
  await tab.locator(selector).filter({ hasText: text }).waitFor();
}
