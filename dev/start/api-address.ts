import type { Environment } from '../configured-provider.js';
import { findFreePort, portOf } from '../ports.js';

const EVERY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/** Where the API is going to listen, and how to reach it from this machine. */
export interface ApiAddress {
  readonly port: number;
  readonly origin: string;
  readonly url: string;
}

/** Reads `HOST` and `PORT` as the API does. */
export async function findApiAddress(env: Environment): Promise<ApiAddress> {
  const host = env['HOST']?.trim() || '127.0.0.1';
  const port = await findFreePort(host, portOf(env, 'PORT', 3000), 'PORT');
  const name = EVERY_ADDRESS[host] ?? (host.includes(':') ? `[${host}]` : host);
  const origin = `http://${name}:${port}`;
  return { port, origin, url: `${origin}/graphql` };
}
