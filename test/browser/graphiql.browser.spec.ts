import { beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Visitor } from '../support/chromium.js';
import { Demo } from '../support/demo.js';
import { Graphiql } from '../support/graphiql.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const visitors = useVisitors();
const demo = use(() => Demo.start());
let visitor: Visitor;
let page: Page;
let editor: Graphiql;

beforeEach(async () => {
  visitor = await visitors.arrive();
  page = visitor.page;
  editor = new Graphiql(page, demo.issuer.issuer);
});

it('GraphiQL signs a demo user in by one click and asks the API', async () => {
  await page.goto(`${demo.issuer.issuer}graphiql`);
  await page.getByRole('button', { name: 'Chloe' }).click();
  await page.getByText('Signed in as Chloe Martin').waitFor();
  expect(page.url()).toMatch(/\/graphiql(\?query=.*)?$/);
  await editor.run('{ me { name } }');
  await editor.shows('"name": "Chloe Martin"');
  await visitor.picture('graphiql');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Chloe' }).waitFor();
  await editor.run('{ me { name } }');
  await editor.shows('UNAUTHENTICATED');
});

it('GraphiQL takes the user over from the try-it page, and knows the schema', async () => {
  await page.goto(demo.issuer.issuer);
  await page.getByRole('button', { name: 'Sign in as Ada' }).click();
  await page.getByRole('link', { name: 'Open GraphiQL' }).click();
  await page.getByText('Signed in as Ada Lindqvist').waitFor();
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByRole('link', { name: 'Query', exact: true }).click();
  await page.getByRole('link', { name: 'me', exact: true }).waitFor();
});

it('GraphiQL keeps no token in the storage of the browser', async () => {
  await page.goto(`${demo.issuer.issuer}graphiql`);
  await page.getByRole('button', { name: 'Ada' }).click();
  await page.getByText('Signed in as Ada Lindqvist').waitFor();
  await editor.run('{ me { name } }');
  await editor.shows('Ada Lindqvist');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('eyJ');
});
