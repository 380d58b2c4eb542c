import { connect } from 'node:net';
import { post } from '../post.js';

/** Requests of one connection, one behind the other. */
const PIPELINED = 5;
const BODY_BYTES = 100_000;

/** Connections that ask for large pages, one after the other, and read none of the answers. */
export function slowReaders({ port, token, ...attacker }) {
  const request = post(port, { query: '{ rows(first: 300) { id text at } }' }, token);
  const bytes = request.repeat(PIPELINED);
  return slowClients({ port, ...attacker, maximum: 500, bytes, isReading: false });
}

/** Requests of which the last byte never comes. */
export function slowUploads({ port, ...attacker }) {
  const head =
    `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${BODY_BYTES}\r\n\r\n`;
  const bytes = head + ' '.repeat(BODY_BYTES - 1);
  return slowClients({ port, ...attacker, maximum: 2_000, bytes, isReading: true });
}

/** @param maximum connections, of all addresses together */
function slowClients({ port, address, origins, count, maximum, bytes, isReading }) {
  const sockets = new Set();
  return {
    act() {
      if (sockets.size >= Math.ceil(maximum / origins.length)) return;
      const socket = connect({ port, host: '127.0.0.1', localAddress: address });
      sockets.add(isReading ? socket : socket.pause());
      socket.on('connect', () => {
        count('opened');
        socket.write(bytes, 'latin1');
      });
      if (isReading) socket.on('data', (data) => count(String(data.subarray(9, 12))));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        count('closed');
        sockets.delete(socket);
      });
    },
    stop: () => sockets.forEach((socket) => socket.destroy()),
  };
}
