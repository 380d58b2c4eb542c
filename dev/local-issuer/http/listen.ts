import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { explainPort } from '../../ports.js';

/** Listens on loopback, and nowhere else. */
export async function listenOnLoopback(port: number): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw explainPort(error, { host: '127.0.0.1', port, variable: 'LOCAL_ISSUER_PORT' });
  }
  return { server, port: (server.address() as AddressInfo).port };
}
