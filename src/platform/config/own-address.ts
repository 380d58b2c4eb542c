import { isIPv6 } from 'node:net';
import type { Environment } from './environment.schema.js';

/** The address at which clients reach `/graphql`; undefined where the environment does not say it. */
export function publicUrlOf(env: Environment): string | undefined {
  return env.PUBLIC_URL ?? ownUrlOf(env, '/graphql');
}

/** The same for a path; undefined outside of development. */
export function ownUrlOf(env: Environment, path: string): string | undefined {
  const { environment, host, port } = readBasics(env);
  // Of any free port, only the listening socket knows which it is.
  return environment === 'development' && port !== 0 ? urlOf(host, port, path) : undefined;
}

/** What the process listens at, and for which environment. */
export function readBasics(env: Environment) {
  const environment = env.NODE_ENV ?? 'development';
  const isProduction = environment === 'production';
  const host = env.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1');
  return { environment, isProduction, host, port: env.PORT ?? 3000 };
}

/** Where a server on this machine answers. */
export function urlOf(host: string, port: number, path: string): string {
  const address = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}${path}`;
}
