import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Proxy } from './proxy.js';

let replica: Server;
let proxy: Proxy;
let connections: number;

beforeAll(async () => {
  connections = 0;
  replica = createServer((_, response) => response.end('{}'));
  replica.on('connection', () => (connections += 1));
  replica.on('upgrade', (_, socket) => {
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
    socket.on('data', (message) => socket.write(`replica heard ${message}`));
    socket.on('error', () => undefined);
  });
  replica.listen(0, '127.0.0.1');
  await once(replica, 'listening');
  const address = `127.0.0.1:${(replica.address() as AddressInfo).port}`;
  proxy = await Proxy.start([address, address]);
});
afterAll(async () => {
  replica.closeAllConnections();
  replica.close();
  await proxy.stop();
});

it('the proxy passes a WebSocket on, in both directions', async () => {
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  socket.write(
    'GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 101 /);
  socket.write('a message');
  expect(String(await once(socket, 'data'))).toBe('replica heard a message');
  socket.destroy();
});

it('the proxy keeps its connections to a replica for the next request', async () => {
  for (let count = 0; count < 5; count += 1) await (await fetch(proxy.url)).text();
  const before = connections;
  for (let count = 0; count < 20; count += 1) await (await fetch(proxy.url)).text();
  // Each worker of the proxy has its own: at most one more, where all would be new without.
  expect(connections - before).toBeLessThan(10);
});
