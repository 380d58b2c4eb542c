import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll } from '@jest/globals';

const servers: Server[] = [];

/** A server that is no PostgreSQL: answers whatever comes with a text, and closes. Its URL as one. */
export async function startPlainServer(text: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(text));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `postgres://u:wr0ng@127.0.0.1:${(server.address() as AddressInfo).port}/x`;
}

afterAll(() => servers.forEach((server) => server.close()));
