import { connect } from 'node:net';

const BODY_BYTES = 100_000;
/** All addresses together. */
const MAXIMUM = 2_000;

/** Requests of which the last byte never comes. */
export function slowUploads({ port, address, origins, count }) {
  const head =
    `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${BODY_BYTES}\r\n\r\n`;
  const part = head + ' '.repeat(BODY_BYTES - 1);
  const maximum = Math.ceil(MAXIMUM / origins.length);
  const sockets = new Set();
  return {
    act() {
      if (sockets.size >= maximum) return;
      const socket = connect({ port, host: '127.0.0.1', localAddress: address });
      sockets.add(socket);
      socket.on('connect', () => {
        count('opened');
        socket.write(part, 'latin1');
      });
      socket.on('data', (data) => count(String(data.subarray(9, 12))));
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    },
    stop: () => sockets.forEach((socket) => socket.destroy()),
  };
}
