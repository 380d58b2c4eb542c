import { describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { LiveSockets } from '../../src/platform/live/sockets/live-sockets.js';
import type { Visitor } from '../support/chromium.js';
import { Demo } from '../support/demo.js';
import { expectGoodPage } from '../support/expect-good-page.js';
import { use } from '../support/use.js';
import { useVisitors } from '../support/visitors.js';

const PHONE = { viewport: { width: 390, height: 844 } };

const visitors = useVisitors();
const demo = use(() => Demo.start());

async function arriveAs(name: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const visitor = await visitors.arrive(options);
  const { page } = visitor;
  await page.goto(demo.issuer.issuer);
  await page.getByRole('button', { name: `Sign in as ${name}` }).click();
  await expectAnswer(page, 'myAccount', '"status": "ACTIVE"');
  return visitor;
}

const expectAnswer = (page: Page, query: string, text: string) =>
  page.locator(`[data-query=${query}] .answer`).filter({ hasText: text }).waitFor();
const ask = (page: Page, query: string) =>
  page.getByRole('button', { name: `Run ${query}`, exact: true }).click();
const accountOf = (page: Page, name: string) =>
  page.locator('#account-list li').filter({ hasText: name });

describe('a customer', () => {
  it('sees the account beside the profile, and no list of accounts', async () => {
    const { page } = await arriveAs('Chloe');
    await expectAnswer(page, 'myAccount', '"roles": []');
    await expectAnswer(page, 'me', 'Chloe Martin');
    expect(await page.locator('#accounts').isVisible()).toBe(false);
  });
});

describe('the support desk', () => {
  it('reads the list of accounts, and cannot change it', async () => {
    const { page } = await arriveAs('Ben');
    await expectAnswer(page, 'myAccount', '"SUPPORT"');
    await accountOf(page, 'Ben Okafor').getByText('you').waitFor();
    await accountOf(page, 'Ada Lindqvist').getByText('ADMIN').waitFor();
    expect(await page.locator('#accounts').getByRole('button').count()).toBe(0);
    expect(await page.getByLabel('Reason of a suspension').isVisible()).toBe(false);
  });
});

describe('an administrator', () => {
  it('grants and revokes a role, and the other one notices at once', async () => {
    const { page: chloe } = await arriveAs('Chloe');
    await expectAnswer(chloe, 'user', 'FORBIDDEN');
    const { page: ada } = await arriveAs('Ada');
    const change = (name: string) =>
      accountOf(ada, 'Chloe Martin').getByRole('button', { name }).click();

    await change('Grant SUPPORT');
    await ada.locator('#account-answer').filter({ hasText: '"SUPPORT"' }).waitFor();
    await ask(chloe, 'user');
    await expectAnswer(chloe, 'user', 'HTTP 200');

    await change('Revoke SUPPORT');
    await ada.locator('#account-answer').filter({ hasText: '"roles": []' }).waitFor();
    await ask(chloe, 'user');
    await expectAnswer(chloe, 'user', 'FORBIDDEN');
  });

  it('grants a role, which the page of its owner shows at once', async () => {
    const { page: chloe } = await arriveAs('Chloe');
    const sockets = demo.api.app.get(LiveSockets);
    while (sockets.operations !== 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const { page: ada } = await arriveAs('Ada');
    const change = (name: string) =>
      accountOf(ada, 'Chloe Martin').getByRole('button', { name }).click();

    await change('Grant SUPPORT');
    await chloe.locator('#live-events').filter({ hasText: '"roles":["SUPPORT"]' }).waitFor();
    await expectAnswer(chloe, 'myAccount', '"SUPPORT"');
    await change('Revoke SUPPORT');
    await expectAnswer(chloe, 'myAccount', '"roles": []');
  });

  it('suspends an account with a reason, which ends its token, and reinstates it', async () => {
    const { page: zoe } = await arriveAs('Zoë');
    await expectAnswer(zoe, 'me', 'HTTP 200');
    const visitor = await arriveAs('Ada');
    const ada = visitor.page;
    const account = accountOf(ada, 'Zoë');

    await ada.getByLabel('Reason of a suspension').fill('spam');
    await account.getByRole('button', { name: 'Suspend' }).click();
    await account.getByText('suspended: spam').waitFor();
    await visitor.picture('account-suspended');
    await ask(zoe, 'me');
    await expectAnswer(zoe, 'me', 'account_suspended');

    await account.getByRole('button', { name: 'Reinstate' }).click();
    await account.getByRole('button', { name: 'Suspend' }).waitFor();
    await ask(zoe, 'me');
    await expectAnswer(zoe, 'me', 'HTTP 200');
  });

  it('is told why a change is refused', async () => {
    const { page } = await arriveAs('Ada');
    await accountOf(page, 'Ada').getByRole('button', { name: 'Revoke ADMIN' }).click();
    await page
      .locator('#account-answer')
      .filter({ hasText: 'This account is the last administrator' })
      .waitFor();
    await accountOf(page, 'Ada').getByText('ADMIN', { exact: true }).waitFor();
  });

  it('works with the keyboard alone: the focus stays where it was', async () => {
    const { page } = await arriveAs('Ada');
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    await accountOf(page, 'Ada').getByRole('button', { name: 'Grant SUPPORT' }).focus();
    await page.keyboard.press('Enter');
    await accountOf(page, 'Ada').getByRole('button', { name: 'Revoke SUPPORT' }).waitFor();
    await page.locator('#account-answer .verdict.good').waitFor();
    await expectAnswer(page, 'myAccount', '"SUPPORT"');
    expect(await focused()).toBe('Revoke SUPPORT: Ada Lindqvist');
    await page.keyboard.press('Space');
    await accountOf(page, 'Ada').getByRole('button', { name: 'Grant SUPPORT' }).waitFor();
  });

  it.each([
    ['desktop', {}],
    ['phone', PHONE],
    ['dark phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('has an accessible list that fits into a %s', async (name, options) => {
    const visitor = await arriveAs('Ada', options);
    const { page } = visitor;
    await accountOf(page, 'Ada').getByRole('button', { name: 'Revoke ADMIN' }).click();
    await page.locator('#account-answer').filter({ hasText: 'last administrator' }).waitFor();
    await expectGoodPage(visitor, `accounts-${name.replace(' ', '-')}`);
  });
});
