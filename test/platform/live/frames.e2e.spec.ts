import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LiveSockets } from '../../../src/platform/live/sockets/live-sockets.js';
import { useApi } from '../../support/api.js';
import { endsWithin } from '../../support/ends-within.js';
import { useIssuer } from '../../support/test-issuer.js';
import { LIVE_PROBE } from './live-probe.js';
import { frame, RawSocket } from './raw-socket.js';

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  providers: LIVE_PROBE,
  // A socket that is not closed for its frames is closed with 4408.
  limits: { live: { initMs: 5_000, closeMs: 500, messageChunks: 20 } },
});
const sockets: RawSocket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

function ask(...[lines, method]: [Record<string, string>?, string?]): RawSocket {
  const socket = RawSocket.ask(api.url, lines, method);
  sockets.push(socket);
  return socket;
}

const BODY = '{"query":"{ open }"}';
const POST = `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

function get(path: string, protocol?: string): string {
  const offer = protocol ? `Connection: Upgrade\r\nUpgrade: ${protocol}\r\n` : '';
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n${offer}\r\n`;
}

/** Sends each part after the answer to the one before, over one connection; ends with that. */
async function exchange(...parts: readonly string[]): Promise<string> {
  const { port, hostname } = new URL(api.url);
  const client = connect(Number(port), hostname).on('error', () => undefined);
  let received = '';
  client.on('data', (data) => (received += String(data)));
  const ended = once(client, 'close');
  for (const part of parts) {
    client.write(part);
    if (part !== parts.at(-1)) await once(client, 'data');
  }
  await endsWithin(5_000, ended);
  return received;
}

const FIN = 0x80;
const TEXT = 1;
const PING = 9;

describe('a socket is closed for its frames', () => {
  it.each<[string, Buffer | Buffer[], number]>([
    ['without a mask', Buffer.from([FIN | TEXT, 2, 0x7b, 0x7d]), 1002],
    ['as if they were compressed', frame(FIN | 0x40 | TEXT, '{}'), 1002],
    ['with reserved bits', frame(FIN | 0x10 | TEXT, '{}'), 1002],
    ['with a reserved opcode', frame(FIN | 3, '{}'), 1002],
    ['with a reserved opcode of control', frame(FIN | 11), 1002],
    ['that continue nothing', frame(FIN, '{}'), 1002],
    ['that begin anew before the end', [frame(TEXT, '{'), frame(FIN | TEXT, '{}')], 1002],
    ['with a ping in parts', frame(PING), 1002],
    ['with a ping that is too long', Buffer.from([FIN | PING, 0xfe, 0, 126, 0, 0, 0, 0]), 1002],
    ['with a close of one byte', frame(FIN | 8, 'x'), 1002],
    ['with a close code of nothing', frame(FIN | 8, Buffer.from([0, 1])), 1002],
    ['that are not UTF-8', frame(FIN | TEXT, Buffer.from([0xff, 0xfe])), 1007],
    [
      'of 8 EiB',
      Buffer.from([FIN | TEXT, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]),
      1009,
    ],
    ['of 1 GiB', Buffer.from([FIN | TEXT, 0xff, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0]), 1009],
    [
      'of one message in very many parts',
      [frame(TEXT, '{'), ...Array.from({ length: 5_000 }, () => frame(0, ' '))],
      1008,
    ],
    ['that are bytes', frame(FIN | 2, '{"type":"ping"}'), 4400],
  ])('%s', async (_, bytes, code) => {
    const socket = ask();
    expect(await socket.head()).toMatch(/^HTTP\/1\.1 101 /);
    socket.write(Array.isArray(bytes) ? Buffer.concat(bytes) : bytes);
    expect(await socket.closeCode()).toBe(code);
    while (api.app.get(LiveSockets).size > 0) await new Promise((r) => setTimeout(r, 5));
  });
});

it('a socket is closed for a frame that comes in very many pieces of the network', async () => {
  const socket = ask();
  expect(await socket.head()).toMatch(/^HTTP\/1\.1 101 /);
  let isOpen = true;
  void socket.ended().then(() => (isOpen = false));
  socket.write(Buffer.from([FIN | TEXT, 0xfe, 0xff, 0xff, 0, 0, 0, 0]));
  while (isOpen) {
    socket.write(' ');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(await socket.closeCode()).toBe(1008);
});

describe('an upgrade', () => {
  it.each(['permessage-deflate', 'permessage-deflate; server_max_window_bits=8, x-webkit-deflate'])(
    'is not compressed, whatever the client offers: %s',
    async (offer) => {
      const head = await ask({ 'Sec-WebSocket-Extensions': offer }).head();
      expect(head).toMatch(/^HTTP\/1\.1 101 /);
      expect(head).not.toMatch(/extensions/i);
    },
  );

  it.each<[string, Record<string, string>, string, number]>([
    ['without a key', { 'Sec-WebSocket-Key': '' }, 'GET', 400],
    ['with a key that is not one', { 'Sec-WebSocket-Key': 'x'.repeat(24) }, 'GET', 400],
    ['of an old version', { 'Sec-WebSocket-Version': '7' }, 'GET', 400],
    ['by POST', { 'Content-Length': '0' }, 'POST', 415],
    ['by POST of JSON', { 'Content-Length': '0', 'Content-Type': 'application/json' }, 'POST', 405],
    ['to another protocol as well', { Upgrade: 'websocket, h2c' }, 'GET', 400],
  ])('is refused, and its connection closed: %s', async (_, lines, method, status) => {
    const socket = ask(lines, method);
    const head = await socket.head();
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/^content-type: application\/json; charset=utf-8\r?$/im);
    await socket.ended();
  });

  it('is refused over a connection that has carried a request before', async () => {
    const answers = await exchange(get('/elsewhere'), get('/elsewhere', 'websocket'));
    expect(answers.match(/HTTP\/1\.1 404 /g)).toHaveLength(2);
  });

  it.each(['websocket', 'h2c'])(
    'that comes behind a request without an answer ends its connection, and nothing else: %s',
    async (protocol) => {
      for (const path of ['/graphql', '/elsewhere']) await exchange(POST + get(path, protocol));
      expect((await api.anonymous.query('{ open }')).status).toBe(200);
    },
  );

  it('takes what comes right behind it', async () => {
    const socket = ask();
    const init = JSON.stringify({
      type: 'connection_init',
      payload: { authorization: 'Bearer x' },
    });
    socket.write(frame(FIN | TEXT, init));
    expect(await socket.closeCode()).toBe(4401);
  });
});
