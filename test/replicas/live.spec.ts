import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Agent } from 'node:http';
import { TestSocket } from '../support/live-socket.js';
import { PostgresServer } from '../support/postgres-server.js';
import { RedisServer } from '../support/redis-server.js';
import { createUsers, Tenant } from '../support/tenant.js';
import { ask } from './ask.js';
import { Proxy } from './proxy.js';
import { Replica } from './replica.js';
import { until } from '../support/until.js';

const [ADA, GRACE] = ['auth0|user00000', 'auth0|user00001'] as const;
const PROFILE = 'subscription { myProfileChanged { id userMetadata } }';
const ACCOUNT = 'subscription { myAccountChanged { roles status } }';

let redis: RedisServer;
let postgres: PostgresServer;
let tenant: Tenant;
let one: Replica;
let other: Replica;
let proxy: Proxy;
let counter = 0;
const sockets: TestSocket[] = [];
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  [redis, postgres, tenant] = await Promise.all([
    RedisServer.start(),
    PostgresServer.start(),
    Tenant.start({ users: createUsers(2) }),
  ]);
  const env = {
    ...tenant.env,
    DATABASE_URL: (await postgres.createDatabase()).url,
    REDIS_URL: redis.url,
    TRUST_PROXY: '1',
    RATE_LIMIT_PER_MINUTE: '0',
  };
  [one, other] = await Promise.all([Replica.start(env), Replica.start(env)]);
  proxy = await Proxy.start([one.address, other.address]);
});
afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));
afterAll(async () => {
  agent.destroy();
  await proxy.stop();
  await Promise.all([one.end('SIGTERM'), other.end('SIGTERM')]);
  await Promise.all([tenant.close(), redis.kill(), postgres.close()]);
});

async function subscribe(url: string, user: string, query: string): Promise<TestSocket> {
  const socket = await TestSocket.connect(url, await tenant.token(user));
  sockets.push(socket);
  socket.subscribe('1', query);
  await socket.settle();
  return socket;
}

/** What a socket was sent, as text. */
function eventsOf({ messages }: TestSocket): string {
  return JSON.stringify(messages.filter(({ type }) => type === 'next'));
}

async function send(url: string, user: string, query: string, claims = {}) {
  const { status, body } = await ask({
    ...{ url, agent, query },
    token: await tenant.token(user, claims),
  });
  return { status, body };
}

/** Saves there, again and again, until each of these sockets was sent one of the changes. */
async function saveUntilSeen(url: string, seenBy: readonly TestSocket[]): Promise<void> {
  const marks: string[] = [];
  await until('the sockets are sent a change', async () => {
    counter += 1;
    marks.push(`"counter":${counter}}`);
    const metadata = `{ counter: ${counter} }`;
    const save = `mutation { updateMyMetadata(metadata: ${metadata}) { id } }`;
    expect((await send(url, ADA, save)).status).toBe(200);
    return seenBy.every((socket) => marks.some((mark) => eventsOf(socket).includes(mark)));
  });
}

function urlOf({ address }: Replica): string {
  return `http://${address}/graphql`;
}

it('a change saved at one replica reaches the sockets of its user at both, and no other', async () => {
  const throughProxy = `${proxy.url}/graphql`;
  const own = await Promise.all(
    [urlOf(one), urlOf(other), throughProxy].map((url) => subscribe(url, ADA, PROFILE)),
  );
  const strangers = await Promise.all(
    [urlOf(one), urlOf(other)].map((url) => subscribe(url, GRACE, PROFILE)),
  );
  await saveUntilSeen(urlOf(one), own);
  await saveUntilSeen(throughProxy, own);
  for (const socket of strangers) {
    await socket.settle();
    expect(eventsOf(socket)).toBe('[]');
  }
});

it('a role that is granted at one replica appears at the other, and holds there from then on', async () => {
  const { body } = await send(urlOf(one), GRACE, '{ myAccount { id } }');
  const { id } = (JSON.parse(body ?? '') as { data: { myAccount: { id: string } } }).data.myAccount;
  const socket = await subscribe(urlOf(other), GRACE, ACCOUNT);
  const accounts = '{ accounts(first: 1) { totalCount } }';
  expect((await send(urlOf(other), GRACE, accounts)).status).toBe(403);
  const change = (name: string) =>
    send(urlOf(one), ADA, `mutation { ${name}Role(accountId: "${id}", role: SUPPORT) { id } }`, {
      permissions: ['manage:accounts'],
    });
  // The subscription may begin a moment after the socket has answered.
  await until('the role appears', async () => {
    socket.messages.length = 0;
    expect((await change('grant')).status).toBe(200);
    if (await isSent(socket, '"roles":["SUPPORT"]')) return true;
    expect((await change('revoke')).status).toBe(200);
    return false;
  });
  expect((await send(urlOf(other), GRACE, accounts)).status).toBe(200);
});

it('while Redis is away sockets stay open, and events cross again when it is back', async () => {
  const here = await subscribe(urlOf(one), ADA, PROFILE);
  const there = await subscribe(urlOf(other), ADA, PROFILE);
  await saveUntilSeen(urlOf(one), [here, there]);
  await redis.kill();
  await saveUntilSeen(urlOf(one), [here]);
  await saveUntilSeen(urlOf(other), [there]);
  await redis.start();
  await saveUntilSeen(urlOf(one), [here, there]);
  await saveUntilSeen(urlOf(other), [here, there]);
  expect([here, there].map(({ ws }) => ws.readyState)).toEqual([1, 1]);
});

it('a suspension at one replica closes the sockets at the other', async () => {
  const { body } = await send(urlOf(one), GRACE, '{ myAccount { id } }');
  const { id } = (JSON.parse(body ?? '') as { data: { myAccount: { id: string } } }).data.myAccount;
  const socket = await subscribe(urlOf(other), GRACE, ACCOUNT);
  const suspend = `mutation { suspendAccount(accountId: "${id}", reason: "test") { id } }`;
  const claims = { permissions: ['manage:accounts'] };
  expect((await send(urlOf(one), ADA, suspend, claims)).status).toBe(200);
  expect(await socket.ended).toEqual({ code: 4401, reason: 'account_suspended' });
});

it('a replica that shuts down tells its sockets, and they are served by the other', async () => {
  const socket = await subscribe(urlOf(one), ADA, PROFILE);
  const ended = one.end('SIGTERM');
  expect(await socket.ended).toEqual({ code: 1001, reason: 'shutting_down' });
  expect(await ended).toBe(0);
  const again = await subscribe(`${proxy.url}/graphql`, ADA, PROFILE);
  await saveUntilSeen(`${proxy.url}/graphql`, [again]);
  await one.start();
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
