import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { Connections } from '../../../src/platform/http/overload/connections.js';

const MAXIMUM = 40;

const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

function start() {
  const connections = new Connections(MAXIMUM, true);
  const server = new EventEmitter();
  connections.watch(server as Server);
  const open = (remoteAddress: string) => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    opened.push(socket);
    server.emit('connection', socket);
    return socket;
  };
  return { connections, open };
}

it('one IPv6 network is one address: it may have a quarter of all connections', () => {
  const { connections, open } = start();
  const own = Array.from({ length: 12 }, (_, index) => open(`2001:db8:1:1::${index + 1}`));
  expect(own.map((socket) => connections.isExcess(socket)).lastIndexOf(false)).toBe(9);
  expect(connections.isExcess(open('2001:db8:1:2::1'))).toBe(false);
});

it('a few networks together do not take all connections', () => {
  const { connections, open } = start();
  for (let network = 1; network <= 8; network += 1) {
    for (let count = 0; count < MAXIMUM / 4; count += 1) {
      const socket = open(`2001:db8:1:${network}::1`);
      if (connections.isExcess(socket)) socket.emit('close');
    }
  }
  expect(connections.open).toBeLessThan(MAXIMUM);
  expect(connections.isExcess(open('2001:db8:2:1::1'))).toBe(false);
});
