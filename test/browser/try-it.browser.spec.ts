import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import type { Page } from 'playwright-core';
import type { Visitor } from '../support/chromium.js';
import { Demo } from '../support/demo.js';
import { expectGoodPage } from '../support/expect-good-page.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const WINDOWS = [
  { name: 'desktop', viewport: { width: 1280, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
].flatMap((window) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ ...window, colorScheme })),
);

const visitors = useVisitors();
// A profile that was just shown must not hide what another test changes at the issuer.
const demo = use(() => Demo.start({ PROFILE_CACHE_SECONDS: '0' }));
let visitor: Visitor;
let page: Page;

beforeEach(async () => {
  visitor = await visitors.arrive();
  page = visitor.page;
  await page.goto(demo.issuer.issuer);
});

describe('before the sign-in', () => {
  it('a query explains its refusal', async () => {
    await page.getByRole('button', { name: 'Run me', exact: true }).click();
    expect(await answerOf('me')).toMatch(/HTTP 401.*UNAUTHENTICATED.*token_missing/s);
  });

  it('the page allows only its own script and style', async () => {
    const response = await page.goto(demo.issuer.issuer);
    const policy = response?.headers()['content-security-policy'];
    const { origin } = new URL(demo.api.url);
    expect(policy).toBe(
      "default-src 'none'; img-src data:; style-src 'self'; script-src 'self'; " +
        `connect-src 'self' ${origin} ${origin.replace('http', 'ws')}; form-action 'self'; ` +
        "base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it('the page redirects other names of the machine to one address', async () => {
    await page.goto(demo.issuer.issuer.replace('127.0.0.1', 'localhost'));
    expect(page.url()).toBe(demo.issuer.issuer);
  });

  it('refuses the answer to a sign-in that this tab did not begin', async () => {
    await page.goto(`${demo.issuer.issuer}?code=stolen&state=strange`);
    await waitForText('#message', 'does not belong to a sign-in of this tab');
    expect(page.url()).toBe(demo.issuer.issuer);
  });
});

describe('the login page', () => {
  beforeEach(() => page.getByRole('button', { name: 'with e-mail and password' }).click());

  it('refuses the wrong password, and then takes the right one', async () => {
    await page.getByLabel('E-mail').fill('chloe@example.com');
    await page.getByLabel('Password').fill('wrong');
    await page.getByLabel('Password').press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('Wrong e-mail or password.');
    await visitor.picture('wrong-password');

    await page.getByLabel('Password').fill('chloe-demo');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(await answerOf('me')).toContain('"name": "Chloe Martin"');
  });

  it('signs a demo user in by the card', async () => {
    await page.getByRole('button', { name: 'Sign in as Ben' }).click();
    expect(await answerOf('me')).toMatch(/"name": "Ben Okafor".*"userMetadata": null/s);
  });
});

describe('a demo user', () => {
  beforeEach(() => signInAs('Ada'));

  it('is signed in by one click and sees the profile', async () => {
    expect(page.url()).toBe(demo.issuer.issuer);
    expect(await page.locator('#name').textContent()).toBe('Ada Lindqvist');
    expect(await answerOf('me')).toMatch(/HTTP 200.*"city": "Gothenburg"/s);
    await visitor.picture('signed-in');
  });

  it('is still signed in after a reload', async () => {
    await page.reload();
    expect(await answerOf('me')).toContain('Ada Lindqvist');
  });

  it('sees the claims of the token', async () => {
    const claims = await page.locator('#claims').textContent();
    for (const part of ['RS256', demo.issuer.issuer, demo.issuer.audience, 'read:users']) {
      expect(claims).toContain(part);
    }
    expect(claims).not.toContain('Not read by the API.');
  });

  it('copies the token, and a curl line that holds it', async () => {
    await page.getByRole('button', { name: 'Copy the token' }).click();
    await waitForText('#copied', 'The token is copied.');
    const token = await clipboard();
    expect((await demo.api.as(token).query('{ me { id } }')).status).toBe(200);
    await page.getByRole('button', { name: 'Copy a curl line' }).click();
    await waitForText('#copied', 'The curl line is copied.');
    expect(await clipboard()).toBe(
      `curl -s ${demo.api.url} -H 'content-type: application/json' ` +
        `-H 'authorization: Bearer ${token}' ` +
        `-d '{"query":"{ me { id name email userMetadata } }"}'`,
    );
  });

  it('changes their metadata', async () => {
    await page.getByLabel('What to change, as JSON').fill('{ "theme": "light", "locale": null }');
    await page.getByRole('button', { name: 'Save' }).click();
    await waitForText('#metadata-answer', '"theme": "light"');
    await waitForText('[data-query=me] .answer', '"theme": "light"');
    expect(await answerOf('me')).not.toContain('sv-SE');
    await visitor.picture('metadata-changed');
  });

  it('is told why metadata is refused', async () => {
    const field = page.getByLabel('What to change, as JSON');
    await field.fill('{ "a.b": 1 }');
    await page.getByRole('button', { name: 'Save' }).click();
    await waitForText('#metadata-answer', 'BAD_USER_INPUT');
    await field.fill('theme = light');
    await page.getByRole('button', { name: 'Save' }).click();
    await waitForText('#metadata-answer', 'This is not a JSON object.');
  });

  it.each([
    ['Expire now', 'token_expired', 'expired'],
    ['Break a character', 'invalid_signature', 'broken'],
    ['Send none', 'token_missing', 'left out'],
  ])('%s: sees the refusal, and goes on with a good token', async (button, reason, state) => {
    await page.getByRole('button', { name: button }).click();
    await waitForText('#refusal', reason);
    expect(await page.locator('#refusal').textContent()).toMatch(
      /HTTP 401UNAUTHENTICATED.*WWW-Authenticate: Bearer/,
    );
    expect(await answerOf('me')).toContain(reason);
    expect(await page.locator('#token-state').textContent()).toBe(state);
    await visitor.picture(reason);

    await page.getByRole('button', { name: 'Use the good one' }).click();
    await waitForText('[data-query=me] .answer', 'HTTP 200');
  });

  it('sees no claims of a token that is left out', async () => {
    const claims = page.getByRole('heading', { name: 'What it says' });
    expect(await claims.isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Send none' }).click();
    await waitForText('#token', 'No token is sent.');
    expect(await claims.isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Copy the token' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Use the good one' }).click();
    await claims.waitFor();
  });

  it('looks up other users', async () => {
    expect(await answerOf('user')).toContain('"name": "Ada Lindqvist"');
    await page.getByLabel('Whose profile').selectOption({ label: 'Zoë 🚀 Nguyễn' });
    await page.getByRole('button', { name: 'Run user' }).click();
    await waitForText('[data-query=user] .answer', '"email": "zoe@example.com"');
    await page.getByLabel('Whose profile').selectOption({ label: 'somebody unknown' });
    await page.getByRole('button', { name: 'Run user' }).click();
    await waitForText('[data-query=user] .answer', 'NOT_FOUND');
  });

  it('writes a query with variables, out of the fields of the schema', async () => {
    await page.getByText('Fields of the schema').click();
    await page.getByRole('button', { name: 'user(id: ID!): User!' }).click();
    expect(await page.getByLabel('Query or mutation').inputValue()).toMatch(
      /^query User\(\$id: ID!\) \{\n {2}user\(id: \$id\) \{\n[^]* {4}name\n/,
    );
    const variables = page.getByLabel('Variables, as JSON');
    expect(JSON.parse(await variables.inputValue())).toEqual({ id: '' });
    await variables.fill('{ "id": "auth0|651a0b3cd29f8e0019b7d244" }');
    await page.getByRole('button', { name: 'Run the query' }).click();
    await waitForText('#query-answer', '"name": "Ben Okafor"');
    await visitor.picture('query-box');

    await variables.fill('id = 1');
    await variables.press('Control+Enter');
    await waitForText('#query-answer', 'This is not a JSON object.');
    await variables.fill('{}');
    await page.getByLabel('Query or mutation').fill('{ nothing }');
    await page.getByLabel('Query or mutation').press('Control+Enter');
    await waitForText('#query-answer', 'GRAPHQL_VALIDATION_FAILED');
  });

  it('gets a valid operation from every field of the schema', async () => {
    await page.getByText('Fields of the schema').click();
    const fields = page.locator('#fields button');
    const schema = buildSchema(await readFile('schema.gql', 'utf8'));
    const count = await fields.count();
    expect(count).toBeGreaterThan(0);
    for (let index = 0; index < count; index += 1) {
      await fields.nth(index).click();
      const operation = await page.getByLabel('Query or mutation').inputValue();
      expect(validate(schema, parse(operation)).map(({ message }) => message)).toEqual([]);
    }
  });

  it('signs out, at the issuer too', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await waitForText('#message', 'You are signed out.');
    await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor();
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
    await visitor.picture('signed-out');

    const silent = new URL('/authorize', demo.issuer.issuer);
    silent.search = String(
      new URLSearchParams({
        response_type: 'code',
        client_id: demo.issuer.browserApplication.clientId,
        redirect_uri: demo.issuer.issuer,
        scope: 'openid',
        prompt: 'none',
        code_challenge: 'a'.repeat(43),
        code_challenge_method: 'S256',
      }),
    );
    const { request } = page.context();
    const response = await request.get(silent.href, { maxRedirects: 0 });
    expect(response.headers()['location']).toContain('error=login_required');
  });
});

it('the page works with the keyboard alone', async () => {
  await isReady();
  await page.keyboard.press('Tab');
  expect(await focus()).toBe('Sign in as Ada');
  await page.keyboard.press('Enter');
  expect(await answerOf('me')).toContain('Ada Lindqvist');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('signed-in');

  await tabTo('Query or mutation');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('{ me { email } }');
  await page.keyboard.press('Control+Enter');
  await waitForText('#query-answer', 'ada@example.com');

  await tabTo('Expire now');
  await page.keyboard.press('Enter');
  await waitForText('#refusal', 'token_expired');
  await tabTo('Use the good one');
  await page.keyboard.press('Enter');
  await waitForText('[data-query=me] .answer', 'HTTP 200');

  await tabTo('Sign out');
  await page.keyboard.press('Enter');
  await waitForText('#message', 'You are signed out.');
});

describe.each(WINDOWS)('on a $name, $colorScheme', ({ name, ...options }) => {
  beforeEach(async () => {
    visitor = await visitors.arrive(options);
    page = visitor.page;
    await page.goto(demo.issuer.issuer);
    await isReady();
  });

  it('the pages are accessible and fit into the window', async () => {
    await expectGoodPage(visitor, `${name}-${options.colorScheme}-signed-out`);
    await page.getByRole('button', { name: 'with e-mail and password' }).click();
    await page.getByLabel('Password').waitFor();
    await expectGoodPage(visitor, `${name}-${options.colorScheme}-login`);
    await page.goto(demo.issuer.issuer);
    await signInAs('Zoë');
    const refusals = await page.getByRole('heading', { name: 'a refusal look like' }).boundingBox();
    expect(refusals?.y).toBeLessThan(2500);
    await page.getByText('Fields of the schema').click();
    await page.getByText('For a front end of your own').click();
    await expectGoodPage(visitor, `${name}-${options.colorScheme}-signed-in`);
    await page.getByRole('button', { name: 'Break a character' }).click();
    await waitForText('#refusal', 'invalid_signature');
    await expectGoodPage(visitor, `${name}-${options.colorScheme}-refused`);
  });
});

/** Until the page has read the schema, before the sign-in. */
function isReady(): Promise<void> {
  return page.locator('#fields li').first().waitFor({ state: 'attached' });
}

async function signInAs(name: string): Promise<void> {
  await page.getByRole('button', { name: `Sign in as ${name}` }).click();
  await page.locator('#signed-in').waitFor();
  for (const query of ['me', 'user']) await answerOf(query);
}

/** What the page shows as the API's answer. */
async function answerOf(query: string): Promise<string> {
  const answer = page.locator(`[data-query=${query}] .answer`);
  await answer.locator('.verdict').waitFor();
  return (await answer.textContent()) ?? '';
}

/** What the focused element is called. */
function focus(): Promise<string | undefined> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLTextAreaElement | null;
    return (element?.labels?.[0] ?? element)?.textContent?.trim();
  });
}

/** Moves the focus as a keyboard does, past the end of the page to its beginning. */
async function tabTo(name: string): Promise<void> {
  for (let steps = 0; steps < 100; steps += 1) {
    if ((await focus()) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches "${name}".`);
}

async function waitForText(selector: string, text: string): Promise<void> {
  await page.locator(selector).filter({ hasText: text }).waitFor();
}

function clipboard(): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}
