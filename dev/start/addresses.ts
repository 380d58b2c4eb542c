import { urlOf } from '../../src/platform/config/own-address.js';
import type { Environment } from '../configured-provider.js';
import { DEFAULT_PORT } from '../local-issuer/local-issuer.js';
import { findFreePorts, portOf } from '../ports.js';

/** Where the API is going to listen, and how to reach it from this machine. */
export interface ApiAddress {
  readonly port: number;
  readonly origin: string;
  readonly url: string;
}

/** Where everything is going to listen. */
export interface Addresses {
  readonly api: ApiAddress;
  readonly issuerPort: number;
}

/** Reads `HOST` and `PORT` as the API does, and the port of the local issuer where one is wanted. */
export async function findAddresses(env: Environment, wantsIssuer: boolean): Promise<Addresses> {
  const host = env['HOST']?.trim() || '127.0.0.1';
  const api = { host, port: portOf(env, 'PORT', 3000), variable: 'PORT' };
  const issuer = { host: '127.0.0.1', port: issuerPortOf(env), variable: 'LOCAL_ISSUER_PORT' };
  const [port = 0, issuerPort = 0] = await findFreePorts(wantsIssuer ? [api, issuer] : [api]);
  const [origin, url] = [urlOf(host, port, ''), urlOf(host, port, '/graphql')];
  return { api: { port, origin, url }, issuerPort };
}

/** Where the local issuer listens, or is going to. */
export function issuerPortOf(env: Environment): number {
  return portOf(env, 'LOCAL_ISSUER_PORT', DEFAULT_PORT);
}
