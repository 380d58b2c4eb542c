import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from '@jest/globals';
import { Connections } from '../../../src/platform/http/overload/connections.js';

const MAXIMUM = 40;

it('one IPv6 network is one address: it may have a quarter of all connections', () => {
  const connections = new Connections(MAXIMUM, true);
  const server = new EventEmitter();
  connections.watch(server as Server);
  const open = (remoteAddress: string) => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    server.emit('connection', socket);
    return socket;
  };
  const own = Array.from({ length: 12 }, (_, index) => open(`2001:db8:1:1::${index + 1}`));
  expect(own.map((socket) => connections.isExcess(socket)).lastIndexOf(false)).toBe(9);
  expect(connections.isExcess(open('2001:db8:1:2::1'))).toBe(false);
  for (const socket of own) socket.destroy();
});
