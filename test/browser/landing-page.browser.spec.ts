import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Visitor } from '../support/chromium.js';
import { Demo } from '../support/demo.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const SANDBOX = 'embeddable-sandbox.cdn.apollographql.com';
/** Where Apollo's page gets its font and its icons from. */
const DECORATION = ['fonts.googleapis.com', 'apollo-server-landing-page.cdn.apollographql.com'];

/** Stands in for Apollo's script. */
const SANDBOX_SCRIPT = `window.EmbeddedSandbox = class {
  constructor(options) { window.sandboxOptions = options; }
};`;

const visitors = useVisitors();
const demo = use(() => Demo.start());
let visitor: Visitor;
let page: Page;

beforeEach(async () => {
  visitor = await visitors.arrive();
  for (const host of [SANDBOX, ...DECORATION]) visitor.allowedHosts.add(host);
  page = visitor.page;
});

describe('when Apollo Sandbox cannot be reached', () => {
  it('the page explains it and links the try-it page', async () => {
    await page.goto(demo.api.url);
    await page.getByRole('heading', { name: 'Apollo Sandbox cannot be reached' }).waitFor();
    await visitor.picture('sandbox-unreachable');
    const editor = page.getByRole('link', { name: 'in GraphiQL' });
    expect(await editor.getAttribute('href')).toBe(`${demo.issuer.issuer}graphiql`);
    await page.getByRole('link', { name: 'on the try-it page' }).click();
    await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor();
  });
});

describe('when it can', () => {
  beforeEach(async () => {
    await page
      .context()
      .route(`https://${SANDBOX}/**`, (route) =>
        route.fulfill({ contentType: 'text/javascript', body: SANDBOX_SCRIPT }),
      );
  });

  it('Sandbox opens with queries of the schema and a header', async () => {
    await page.goto(demo.api.url);
    expect(await sandboxOptions(page)).toMatchObject({
      initialEndpoint: demo.api.url,
      initialState: {
        document: expect.stringMatching(/me \{/),
        headers: { Authorization: 'Bearer PASTE_AN_ACCESS_TOKEN' },
      },
    });
  });

  it("opens from the try-it page with a query and the user's token", async () => {
    await page.goto(demo.issuer.issuer);
    await page.getByRole('button', { name: 'Sign in as Ada' }).click();
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: 'Open in Apollo Sandbox' }).click(),
    ]);
    const options = await sandboxOptions(popup);
    expect(popup.url()).toBe(demo.api.url);
    const { document, headers } = options.initialState;
    const [, token = ''] = headers['Authorization']?.split(' ') ?? [];
    const { status, body } = await demo.api.as(token).query(document);
    expect({ status, name: body.data?.me.name }).toEqual({ status: 200, name: 'Ada Lindqvist' });
  });
});

interface SandboxOptions {
  readonly initialEndpoint: string;
  readonly initialState: { readonly document: string; readonly headers: Record<string, string> };
}

async function sandboxOptions(from: Page): Promise<SandboxOptions> {
  const handle = await from.waitForFunction(
    () => (globalThis as unknown as { sandboxOptions: unknown }).sandboxOptions,
  );
  return (await handle.jsonValue()) as SandboxOptions;
}
