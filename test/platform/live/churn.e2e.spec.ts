import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { FairQueue } from '../../../src/platform/http/overload/fair-queue.js';
import type { Work } from '../../../src/platform/http/overload/waiting-work.js';
import { EventBus } from '../../../src/platform/live/events/event-bus.js';
import { LiveSockets } from '../../../src/platform/live/sockets/live-sockets.js';
import { useApi } from '../../support/api.js';
import { TestSocket, UpgradeRefused } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { until } from '../../support/until.js';
import { usedHeap } from '../../support/used-heap.js';
import { LIVE_PROBE } from './live-probe.js';

const issuer = useIssuer();
const sockets: TestSocket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));
const keep = async (opening: Promise<TestSocket>) => {
  const socket = await opening;
  sockets.push(socket);
  return socket;
};

describe('a socket that subscribes again and again', () => {
  const api = useApi({
    trusts: issuer,
    providers: LIVE_PROBE,
    env: { SOCKET_MESSAGES_PER_SECOND: '0' },
  });

  it('leaves nothing behind: 4,000 subscriptions', async () => {
    const socket = await keep(TestSocket.connect(api.url, await issuer.token()));
    const cycle = async (times: number) => {
      for (let index = 0; index < times; index += 1) {
        socket.subscribe(String(index), 'subscription { myTicks { id } }');
        socket.send({ type: 'complete', id: String(index) });
        if (index % 10 === 9) await socket.settle();
      }
      socket.messages.length = 0;
    };
    await cycle(1_000);
    const before = usedHeap();
    await cycle(4_000);
    while (api.app.get(EventBus).size > 0) await sleep(5);
    expect(api.app.get(LiveSockets).operations).toBe(0);
    // 1 KiB of each would be 4 MB.
    expect(usedHeap() - before).toBeLessThan(2_000_000);
  });
});

describe('a client that subscribes and leaves at once', () => {
  const api = useApi({ trusts: issuer, providers: LIVE_PROBE });

  it('leaves no subscription where the message waited for its turn', async () => {
    const socket = await keep(TestSocket.connect(api.url, await issuer.token()));
    const queue = api.app.get(FairQueue);
    const waiting: Work[] = [];
    jest.spyOn(queue, 'isOpenTo').mockReturnValueOnce(false);
    jest.spyOn(queue, 'wait').mockImplementation((_, work) => void waiting.push(work));
    // Both come with the same packet.
    socket.subscribe('1', 'subscription { myTicks { id } }');
    socket.ws.close();
    await socket.ended;
    await until('the API has forgotten the socket', () => api.app.get(LiveSockets).size === 0);
    jest.restoreAllMocks();
    expect(waiting).toHaveLength(1);
    waiting[0]?.start();
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
    expect(api.app.get(EventBus).size).toBe(0);
  });
});

describe('a source that cannot be ended', () => {
  const api = useApi({
    trusts: issuer,
    providers: LIVE_PROBE,
    limits: { live: { executeMs: 10 } },
  });
  const patient = useApi({ trusts: issuer, providers: LIVE_PROBE });

  it.each([
    ['that begins too late', () => api],
    ['whose subscription was completed before it began', () => patient],
  ])('%s, is not a defect of the process', async (_, target) => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const socket = await keep(TestSocket.connect(target().url, await issuer.token()));
    socket.subscribe('1', 'subscription { endlessTicks { id } }');
    if (target() === patient) socket.send({ type: 'complete', id: '1' });
    await sleep(100);
    await socket.settle();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('upgrades', () => {
  const api = useApi({
    trusts: issuer,
    providers: LIVE_PROBE,
    env: { RATE_LIMIT_PER_MINUTE: '10' },
  });

  it('are counted by the rate limit, like requests and together with them', async () => {
    for (let count = 0; count < 8; count += 1) await keep(TestSocket.open(api.url));
    const elsewhere = api.url.replace('/graphql', '/elsewhere');
    expect(await refusal(elsewhere)).toMatchObject({ status: 404 });
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
    expect(await refusal(api.url)).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    });
    expect((await api.anonymous.query('{ open }')).status).toBe(429);
    // Those that are open stay open.
    const token = await issuer.token();
    const [first] = sockets;
    first?.init(`Bearer ${token}`);
    await first?.take('connection_ack');
  });
});

function refusal(url: string): Promise<unknown> {
  return TestSocket.open(url).then(
    (socket) => socket.close(),
    (error: UpgradeRefused) => error,
  );
}
