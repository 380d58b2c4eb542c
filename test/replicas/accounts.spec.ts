import { afterEach, expect, it } from '@jest/globals';
import { runAccountCommand } from '../../src/accounts/command/run-account-command.js';
import { createDatabase } from '../../src/platform/database/create-database.js';
import type { TestSocket } from '../support/live-socket.js';
import { until } from '../support/until.js';
import { use } from '../support/use.js';
import { ADA, eventsOf, GRACE, TwoReplicas, urlOf } from './two-replicas.js';

const ACCOUNT = 'subscription { myAccountChanged { roles status } }';

const replicas = use(() => TwoReplicas.start(makeAdministrator));
afterEach(() => replicas.closeSockets());

it('a role that is granted at one replica appears at the other, and holds there from then on', async () => {
  const { body } = await replicas.send(urlOf(replicas.one), GRACE, '{ myAccount { id } }');
  const { id } = (JSON.parse(body ?? '') as { data: { myAccount: { id: string } } }).data.myAccount;
  const socket = await replicas.subscribe(urlOf(replicas.other), GRACE, ACCOUNT);
  const accounts = '{ accounts(first: 1) { totalCount } }';
  expect((await replicas.send(urlOf(replicas.other), GRACE, accounts)).status).toBe(403);
  const change = (name: string) => {
    const mutation = `mutation { ${name}Role(accountId: "${id}", role: SUPPORT) { id } }`;
    return replicas.send(urlOf(replicas.one), ADA, mutation);
  };
  // The subscription may begin a moment after the socket has answered.
  await until('the role appears', async () => {
    socket.messages.length = 0;
    expect((await change('grant')).status).toBe(200);
    if (await isSent(socket, '"roles":["SUPPORT"]')) return true;
    expect((await change('revoke')).status).toBe(200);
    return false;
  });
  expect((await replicas.send(urlOf(replicas.other), GRACE, accounts)).status).toBe(200);
});

it('a suspension at one replica closes the sockets at the other', async () => {
  const { body } = await replicas.send(urlOf(replicas.one), GRACE, '{ myAccount { id } }');
  const { id } = (JSON.parse(body ?? '') as { data: { myAccount: { id: string } } }).data.myAccount;
  const socket = await replicas.subscribe(urlOf(replicas.other), GRACE, ACCOUNT);
  const suspend = `mutation { suspendAccount(accountId: "${id}", reason: "test") { id } }`;
  expect((await replicas.send(urlOf(replicas.one), ADA, suspend)).status).toBe(200);
  expect(await socket.ended).toEqual({ code: 4401, reason: 'account_suspended' });
});

/** Whether a socket is sent that within a moment. */
async function isSent(socket: TestSocket, text: string): Promise<boolean> {
  const giveUpAt = performance.now() + 1_000;
  while (performance.now() < giveUpAt) {
    if (eventsOf(socket).includes(text)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** As `npm run account` does. */
async function makeAdministrator(url: string, issuer: string): Promise<void> {
  const database = await createDatabase(url, 1);
  const account = ['--issuer', issuer, '--subject', ADA, '--create'];
  await runAccountCommand(['grant-role', 'ADMIN', ...account], () => Promise.resolve(database));
  await database.close();
}
