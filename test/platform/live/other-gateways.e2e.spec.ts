import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { TestApi } from '../../support/api.js';
import { endsWithin } from '../../support/ends-within.js';
import { TestSocket } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { LIVE_PROBE } from './live-probe.js';
import { RawSocket } from './raw-socket.js';

type Listener = (request: IncomingMessage, socket: Socket, head: Buffer) => unknown;

const issuer = useIssuer();
const echo = (ws: WebSocket) => ws.on('message', (data) => ws.send(String(data)));
const chat = new WebSocketServer({ noServer: true }).on('connection', echo);
const accept: Listener = (request, socket, head) =>
  chat.handleUpgrade(request, socket, head, (ws) => chat.emit('connection', ws, request));

/** How the libraries listen, and how long they take to end an upgrade that is not theirs. */
const GATEWAYS: [string, (server: Server) => unknown, number][] = [
  [
    "of Nest's WsAdapter, which destroys all other upgrades",
    (server) =>
      server.on('upgrade', ((request, socket, head) =>
        request.url === '/chat' ? accept(request, socket, head) : socket.destroy()) as Listener),
    0,
  ],
  [
    'of ws, which answers all other upgrades with 400',
    (server) => new WebSocketServer({ server, path: '/chat' }).on('connection', echo),
    0,
  ],
  [
    'of socket.io, which decides later and ends what is left after a second',
    (server) =>
      server.on('upgrade', (async (request, socket, head) => {
        if (request.url === '/chat') return pause(100).then(() => accept(request, socket, head));
        await pause(1_000);
        return socket.writable && socket.bytesWritten === 0 ? socket.end() : undefined;
      }) as Listener),
    1_000,
  ],
];

describe.each(GATEWAYS)('a gateway at /chat %s', (_, listen, takesMs) => {
  let api: TestApi;
  let token: string;

  beforeAll(async () => {
    api = await TestApi.start(issuer.env, { providers: LIVE_PROBE });
    listen(api.app.getHttpServer() as Server);
    token = await issuer.token();
  });
  afterAll(() => api.close());

  it('has its sockets to itself', async () => {
    const ws = new WebSocket(api.url.replace(/^http/, 'ws').replace('/graphql', '/chat'));
    await once(ws, 'open');
    ws.send('hello');
    expect(String(((await once(ws, 'message')) as [Buffer])[0])).toBe('hello');
    ws.terminate();
  });

  it('leaves /graphql to the API', async () => {
    const socket = await TestSocket.connect(api.url, token);
    await pause(takesMs + 100);
    socket.subscribe('1', '{ hello }');
    expect((await socket.take('error')).payload).toMatchObject([
      { message: expect.any(String) as unknown },
    ]);
    socket.close();
  });

  it('takes no upgrade to a path at which nothing listens', async () => {
    const socket = RawSocket.ask(new URL('/nowhere', api.url).href);
    expect(await endsWithin(1_000, socket.head())).toMatch(/^HTTP\/1\.1 40[04] /);
    await endsWithin(1_000, socket.ended());
  });
});

describe('an upgrade that no listener takes', () => {
  it('may break while they decide', async () => {
    const api = await TestApi.start(issuer.env, { providers: LIVE_PROBE });
    (api.app.getHttpServer() as Server).on('upgrade', () => undefined);
    const socket = RawSocket.ask(new URL('/nowhere', api.url).href);
    await pause(100);
    socket.reset();
    await pause(100);
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
    await api.close();
  });

  it('does not delay the shutdown', async () => {
    const api = await TestApi.start(issuer.env, { providers: LIVE_PROBE });
    (api.app.getHttpServer() as Server).on('upgrade', () => undefined);
    const socket = RawSocket.ask(new URL('/nowhere', api.url).href);
    await pause(100);
    await endsWithin(2_000, api.close());
    await socket.ended();
  });
});
