import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Environment } from './configured-provider.js';
import { UserError } from './user-error.js';

/** A port out of the environment. */
export function portOf(env: Environment, variable: string, fallback: number): number {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return fallback;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new UserError(`${variable} must be a whole number from 0 to 65535.`);
}

/** Makes sure that a port is free, and picks one for 0, before anything is built for it. */
export async function findFreePort(host: string, port: number, variable: string): Promise<number> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    throw explainPort(error, port, variable);
  } finally {
    server.close();
  }
}

/** Says which port is taken and which variable moves it; any other error stays as it is. */
export function explainPort(error: unknown, port: number, variable: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error;
  const message = `Port ${port} is in use. Stop what listens there, or set ${variable} to another port.`;
  return new UserError(message, { cause: error });
}
