import { connect } from 'node:net';
import { post } from '../post.js';

/** Requests of one connection, one behind the other. */
const PIPELINED = 5;
/** All addresses together. */
const MAXIMUM = 500;

/** Connections that ask for large pages, one after the other, and read none of the answers. */
export function slowReaders({ port, address, token, origins, count }) {
  const request = post(port, { query: '{ rows(first: 300) { id text at } }' }, token);
  const maximum = Math.ceil(MAXIMUM / origins.length);
  const sockets = new Set();
  return {
    act() {
      if (sockets.size >= maximum) return;
      const socket = connect({ port, host: '127.0.0.1', localAddress: address });
      sockets.add(socket.pause());
      socket.on('connect', () => {
        count('opened');
        socket.write(request.repeat(PIPELINED), 'latin1');
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        count('closed');
        sockets.delete(socket);
      });
    },
    stop: () => sockets.forEach((socket) => socket.destroy()),
  };
}
