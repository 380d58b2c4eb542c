import { afterEach, describe, expect, it } from '@jest/globals';
import { shedRequests } from '../../../src/platform/http/load.metrics.js';
import { LiveSockets } from '../../../src/platform/live/sockets/live-sockets.js';
import { useApi, type TestApi } from '../../support/api.js';
import { TestSocket } from '../../support/live-socket.js';
import { sendRaw } from '../../support/raw-http.js';
import { useIssuer } from '../../support/test-issuer.js';
import { until } from '../../support/until.js';
import { LIVE_PROBE } from './live-probe.js';

const MY_TICKS = 'subscription { myTicks { id } }';
const SUBSCRIPTIONS =
  'A caller may have 3, over all sockets of a process: MAX_CALLER_SUBSCRIPTIONS.';
const UPGRADE = ['GET /graphql HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket'];
const issuer = useIssuer();
const useLive = (env: Record<string, string>) =>
  useApi({ trusts: issuer, providers: LIVE_PROBE, env });

const open: TestSocket[] = [];
const closeAll = async ({ app }: TestApi) => {
  for (const socket of open.splice(0)) socket.close();
  await until('all sockets are gone', () => app.get(LiveSockets).size === 0);
};
const keep = async (opening: Promise<TestSocket>) => {
  const socket = await opening;
  open.push(socket);
  return socket;
};
const connect = async ({ url }: TestApi) => keep(TestSocket.connect(url, await issuer.token()));
/** The answer to an upgrade that is refused. */
const upgrade = async ({ url }: TestApi) => {
  const { status, body } = await sendRaw(url, UPGRADE);
  return { status, body: JSON.parse(body) as unknown };
};

describe.each([
  { mode: 'test', isTold: true },
  { mode: 'production', isTold: false },
])('with NODE_ENV=$mode, a limit is told with its variable: $isTold', ({ mode, isTold }) => {
  const api = useLive({
    NODE_ENV: mode,
    MAX_CALLER_SOCKETS: '2',
    MAX_CALLER_SUBSCRIPTIONS: '3',
    MAX_SOCKET_SUBSCRIPTIONS: '2',
    SOCKET_MESSAGES_PER_SECOND: '5',
    MAX_PENDING_SOCKETS: '20',
    MAX_CONNECTIONS: '10',
    MAX_OPERATION_POINTS: '2',
    TRUST_PROXY: 'loopback',
  });
  afterEach(() => closeAll(api));
  const hinted = (hint: string) => (isTold ? { hint } : {});
  const closed = (name: string, hint: string) => ({
    code: 4429,
    reason: isTold ? `${name}: ${hint}` : name,
  });

  it('with one more socket of a caller', async () => {
    await connect(api);
    await connect(api);
    const third = await keep(TestSocket.open(api.url));
    third.init(`Bearer ${await issuer.token()}`);
    expect(await third.ended).toEqual(
      closed('too_many_sockets', 'A caller may have 2: MAX_CALLER_SOCKETS.'),
    );
  });

  it('with one more subscription of a socket', async () => {
    const socket = await connect(api);
    for (const id of ['1', '2', '3']) socket.subscribe(id, MY_TICKS);
    expect(await socket.ended).toEqual(
      closed('too_many_operations', 'A socket may have 2: MAX_SOCKET_SUBSCRIPTIONS.'),
    );
  });

  it('with one more subscription of a caller', async () => {
    const [first, second] = [await connect(api), await connect(api)];
    for (const id of ['1', '2']) first.subscribe(id, MY_TICKS);
    await first.settle();
    second.subscribe('1', MY_TICKS);
    await second.settle();
    second.subscribe('2', MY_TICKS);
    await second.take('pong');
    expect((await second.take('error')).payload).toEqual([
      {
        message: 'A caller may have 3 subscriptions: end one before the next.',
        extensions: {
          code: 'TOO_MANY_REQUESTS',
          ...hinted(SUBSCRIPTIONS),
        },
      },
    ]);
  });

  it('with subscriptions of a caller that go on after they were refused', async () => {
    const [first, second] = [await connect(api), await connect(api)];
    for (const id of ['1', '2']) first.subscribe(id, MY_TICKS);
    await first.settle();
    for (let id = 0; id < 15; id += 1) second.subscribe(String(id), MY_TICKS);
    expect(await second.ended).toEqual(closed('too_many_subscriptions', SUBSCRIPTIONS));
  });

  it('with a subscription that is too expensive', async () => {
    const socket = await connect(api);
    socket.subscribe('1', 'subscription { myTicks { id text } }');
    expect((await socket.take('error')).payload[0].extensions).toEqual({
      code: 'OPERATION_TOO_EXPENSIVE',
      cost: 3,
      limit: 2,
      ...hinted(
        'Each field costs a point, and those of a list as often as its page argument allows: MAX_OPERATION_POINTS.',
      ),
    });
  });

  it('with too many messages', async () => {
    const socket = await connect(api);
    for (let count = 0; count < 400; count += 1) socket.send({ type: 'ping' });
    expect(await socket.ended).toEqual(
      closed(
        'too_many_messages',
        'A socket may send 5 of 10 KiB a second: SOCKET_MESSAGES_PER_SECOND.',
      ),
    );
  });

  it('with two sockets of one address that do not say who is calling', async () => {
    await keep(TestSocket.open(api.url));
    expect(await upgrade(api)).toEqual({
      status: 429,
      body: {
        errors: [
          {
            message: 'Too many WebSockets have not said yet who is calling.',
            extensions: {
              code: 'TOO_MANY_REQUESTS',
              ...hinted(
                'There may be 20 of them, at most a twentieth from one address: MAX_PENDING_SOCKETS.',
              ),
            },
          },
        ],
      },
    });
  });

  it('with one more WebSocket than MAX_CONNECTIONS, which counts as shed', async () => {
    for (let count = 0; count < 10; count += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${count}` };
      await keep(TestSocket.open(api.url, { headers }));
    }
    const reasons: string[] = [];
    const unsubscribe = shedRequests.subscribe(({ reason }) => reasons.push(reason));
    expect(await upgrade(api)).toEqual({
      status: 503,
      body: {
        errors: [
          {
            message: 'The API is overloaded: try again in a few seconds.',
            extensions: {
              code: 'OVERLOADED',
              ...hinted('There may be 10 WebSockets: MAX_CONNECTIONS.'),
            },
          },
        ],
      },
    });
    unsubscribe();
    expect(reasons).toEqual(['connections']);
  });
});

describe('with 0 for each limit', () => {
  const api = useLive({
    MAX_CALLER_SOCKETS: '0',
    MAX_CALLER_SUBSCRIPTIONS: '0',
    MAX_SOCKET_SUBSCRIPTIONS: '0',
    SOCKET_MESSAGES_PER_SECOND: '0',
    MAX_PENDING_SOCKETS: '0',
    MAX_STALLED_SECONDS: '0',
  });
  afterEach(() => closeAll(api));

  it('a caller may have more than the usual of everything', async () => {
    for (let count = 0; count < 21; count += 1) await keep(TestSocket.open(api.url));
    const token = await issuer.token();
    for (const socket of open) socket.init(`Bearer ${token}`);
    for (const socket of open) await socket.take('connection_ack');
    const [socket] = open;
    for (let id = 0; id < 120; id += 1) socket?.subscribe(String(id), MY_TICKS);
    for (let count = 0; count < 300; count += 1) socket?.ws.ping();
    await socket?.settle();
    expect(api.app.get(LiveSockets)).toMatchObject({ size: 21, operations: 120 });
  });
});
