import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { LiveSockets } from '../../../src/platform/live/sockets/live-sockets.js';
import { LogRecord } from '../../../src/platform/logging/nest-logger.js';
import { findFreePort } from '../../support/api-process.js';
import { useApi } from '../../support/api.js';
import { TestSocket } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { LIVE_PROBE, Ticks } from './live-probe.js';

const issuer = useIssuer();
let metricsPort: number;
beforeAll(async () => {
  metricsPort = await findFreePort();
});
const api = useApi({
  trusts: issuer,
  providers: LIVE_PROBE,
  env: () => ({ METRICS_PORT: String(metricsPort) }),
});
const lines: unknown[] = [];
const log = jest.spyOn(Logger.prototype, 'log').mockImplementation((line) => void lines.push(line));
afterEach(() => {
  lines.length = 0;
});

const end = async (socket: TestSocket) => {
  socket.close();
  await until(() => api.app.get(LiveSockets).size === 0);
};
const records = () => lines.filter((line) => line instanceof LogRecord);

async function read(metric: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${metric} `));
  return Number(line?.split(' ')[1] ?? 0);
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5);
}

describe('metrics', () => {
  it('count open sockets and subscriptions', async () => {
    const socket = await TestSocket.connect(api.url, await issuer.token());
    for (const id of ['1', '2']) socket.subscribe(id, 'subscription { myTicks { id } }');
    await until(async () => (await read('api_live_subscriptions')) === 2);
    expect(await read('api_live_sockets')).toBe(1);
    await end(socket);
    expect(await read('api_live_sockets')).toBe(0);
    expect(await read('api_live_subscriptions')).toBe(0);
  });

  it('count events for each subscriber, and those that fail', async () => {
    const names = ['sent', 'failed'].map((name) => `api_live_events_total{outcome="${name}"}`);
    const [sent = '', failed = ''] = names;
    const before = [await read(sent), await read(failed)];
    const socket = await TestSocket.connect(api.url, await issuer.token());
    for (const id of ['1', '2']) {
      socket.subscribe(id, 'subscription { ticksOf(key: "metrics") { id } }');
    }
    await until(() => api.app.get(LiveSockets).operations === 2);
    api.app.get(Ticks).publish('metrics', { id: '1' });
    // An event without what its type promises.
    api.app.get(Ticks).publish('metrics', { id: null as unknown as string });
    for (let count = 0; count < 4; count += 1) await socket.take('next');
    const after = [await read(sent), await read(failed)];
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([2, 2]);
    await end(socket);
  });

  it('count ends by the code of the API, and those of clients as one', async () => {
    const of = (code: string) => read(`api_live_socket_ends_total{code="${code}"}`);
    const before = { refused: await of('4401'), client: await of('client') };
    const refused = await TestSocket.open(api.url);
    refused.init('Bearer x');
    await refused.ended;
    for (const code of [1000, 4999]) {
      const socket = await TestSocket.connect(api.url, await issuer.token());
      socket.ws.close(code, 'any text');
      await socket.ended;
    }
    await until(() => api.app.get(LiveSockets).size === 0);
    const after = { refused: await of('4401'), client: await of('client') };
    expect(after).toEqual({ refused: before.refused + 1, client: before.client + 2 });
  });
});

describe('the log line of a socket', () => {
  it('tells how it ended, what it did, and a pseudonym of its caller', async () => {
    const socket = await TestSocket.connect(
      api.url,
      await issuer.token({ claims: { sub: 'ada' } }),
    );
    socket.subscribe('1', 'subscription { myTicks { id } }');
    await until(() => api.app.get(LiveSockets).operations === 1);
    api.app.get(Ticks).publish('ada', { id: '1' });
    await socket.take('next');
    socket.ws.close(1000, 'a text of the client\n{"forged":true}');
    await until(() => records().length > 0);
    expect(records()).toEqual([
      {
        message: 'socket',
        fields: {
          id: expect.stringMatching(/^[\w-]{36}$/),
          code: 1000,
          reason: 'closed_by_client',
          durationMs: expect.any(Number),
          operations: 1,
          events: 1,
          subject: expect.stringMatching(/^[\w-]{43}$/),
        },
      },
    ]);
    expect(log).toHaveBeenCalled();
  });

  it('names a limit without the hint for the client', async () => {
    const socket = await TestSocket.connect(api.url, await issuer.token());
    for (let count = 0; count < 1_000; count += 1) socket.ws.ping();
    expect((await socket.ended).reason).toContain('SOCKET_MESSAGES_PER_SECOND');
    await until(() => records().length > 0);
    expect(records()).toMatchObject([{ fields: { code: 4429, reason: 'too_many_messages' } }]);
  });

  it('has the reason of a refusal, and nothing of the token', async () => {
    const socket = await TestSocket.open(api.url);
    const token = await issuer.token({ claims: { exp: 1_000_000_000 } });
    socket.init(`Bearer ${token}`);
    await socket.ended;
    await until(() => records().length > 0);
    expect(records()).toMatchObject([
      { fields: { code: 4401, reason: 'token_expired', operations: 0, events: 0 } },
    ]);
    expect(JSON.stringify(lines)).not.toContain(token.split('.')[1]);
  });
});
