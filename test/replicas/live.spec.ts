import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { TestSocket } from '../support/live-socket.js';
import { until } from '../support/until.js';
import { use } from '../support/use.js';
import { Proxy } from './proxy.js';
import { ADA, eventsOf, GRACE, TwoReplicas, urlOf } from './two-replicas.js';

const PROFILE = 'subscription { myProfileChanged { id userMetadata } }';

const replicas = use(() => TwoReplicas.start());
let proxy: Proxy;
let counter = 0;

beforeAll(async () => {
  proxy = await Proxy.start([replicas.one.address, replicas.other.address]);
});
afterEach(() => replicas.closeSockets());
afterAll(() => proxy.stop());

/** Saves there, again and again, until each of these sockets was sent one of the changes. */
async function saveUntilSeen(url: string, seenBy: readonly TestSocket[]): Promise<void> {
  const marks: string[] = [];
  await until('the sockets are sent a change', async () => {
    counter += 1;
    marks.push(`"counter":${counter}}`);
    const metadata = `{ counter: ${counter} }`;
    const save = `mutation { updateMyMetadata(metadata: ${metadata}) { id } }`;
    expect((await replicas.send(url, ADA, save)).status).toBe(200);
    return seenBy.every((socket) => marks.some((mark) => eventsOf(socket).includes(mark)));
  });
}

it('a change saved at one replica reaches the sockets of its user at both, and no other', async () => {
  const throughProxy = `${proxy.url}/graphql`;
  const own = await Promise.all(
    [urlOf(replicas.one), urlOf(replicas.other), throughProxy].map((url) =>
      replicas.subscribe(url, ADA, PROFILE),
    ),
  );
  const strangers = await Promise.all(
    [urlOf(replicas.one), urlOf(replicas.other)].map((url) =>
      replicas.subscribe(url, GRACE, PROFILE),
    ),
  );
  await saveUntilSeen(urlOf(replicas.one), own);
  await saveUntilSeen(throughProxy, own);
  for (const socket of strangers) {
    await socket.settle();
    expect(eventsOf(socket)).toBe('[]');
  }
});

it('while Redis is away sockets stay open, and events cross again when it is back', async () => {
  const here = await replicas.subscribe(urlOf(replicas.one), ADA, PROFILE);
  const there = await replicas.subscribe(urlOf(replicas.other), ADA, PROFILE);
  await saveUntilSeen(urlOf(replicas.one), [here, there]);
  await replicas.redis.kill();
  await saveUntilSeen(urlOf(replicas.one), [here]);
  await saveUntilSeen(urlOf(replicas.other), [there]);
  await replicas.redis.start();
  await saveUntilSeen(urlOf(replicas.one), [here, there]);
  await saveUntilSeen(urlOf(replicas.other), [here, there]);
  expect([here, there].map(({ ws }) => ws.readyState)).toEqual([1, 1]);
});

it('a replica that shuts down tells its sockets, and they are served by the other', async () => {
  const socket = await replicas.subscribe(urlOf(replicas.one), ADA, PROFILE);
  const ended = replicas.one.end('SIGTERM');
  expect(await socket.ended).toEqual({ code: 1001, reason: 'shutting_down' });
  expect(await ended).toBe(0);
  const again = await replicas.subscribe(`${proxy.url}/graphql`, ADA, PROFILE);
  await saveUntilSeen(`${proxy.url}/graphql`, [again]);
  await replicas.one.start();
});
