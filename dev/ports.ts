import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { explainListenError, ListenError } from '../src/platform/config/listen-error.js';
import type { Environment } from './configured-provider.js';
import { UserError } from './user-error.js';

/** The remedy for a variable that holds no port, in the words of the API. */
export const PORT_REMEDY = 'must be a whole number from 0 to 65535.';

/** A port out of the environment. */
export function portOf(env: Environment, variable: string, fallback: number): number {
  const port = readPort(env, variable, fallback);
  if (port !== undefined) return port;
  throw new UserError(`${variable} ${PORT_REMEDY}`);
}

/** The same; nothing where the variable holds no port. */
export function readPort(env: Environment, variable: string, fallback: number): number | undefined {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return fallback;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  return port <= 65_535 ? port : undefined;
}

/** Where something is going to listen, and the variable that says so. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly variable: string;
}

/** Makes sure that all places are free before anything is built for them; picks a port for 0. */
export async function findFreePorts(places: readonly Place[]): Promise<number[]> {
  refuseSamePort(places);
  const results = await Promise.allSettled(places.map(occupyShortly));
  const taken = places.filter((_, index) => isTaken(results[index]));
  if (taken.length > 1) throw new UserError(explainTaken(taken));
  return results.map((result, index) => {
    if (result.status === 'fulfilled') return result.value;
    throw explainPort(result.reason, places[index]);
  });
}

/** Says which port cannot be used, and which variable moves it; any other error stays as it is. */
export function explainPort(error: unknown, place: Place | undefined): unknown {
  if (!place) return error;
  if (codeOf(error) === 'EADDRINUSE') {
    return new UserError(explainTaken([place]), { cause: error });
  }
  const explained = explainListenError(error, place);
  return explained instanceof ListenError ? new UserError(explained.message) : error;
}

async function occupyShortly({ port, host }: Place): Promise<number> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } finally {
    server.close();
  }
}

function refuseSamePort(places: readonly Place[]): void {
  for (const [index, { port, variable }] of places.entries()) {
    const twin = places.slice(0, index).find((place) => port !== 0 && place.port === port);
    if (!twin) continue;
    throw new UserError(`${twin.variable} and ${variable} are both ${port}: change one of them.`);
  }
}

function isTaken(result: PromiseSettledResult<number> | undefined): boolean {
  return result?.status === 'rejected' && codeOf(result.reason) === 'EADDRINUSE';
}

function explainTaken(places: readonly Place[]): string {
  const ports = places.map(({ port }) => port).join(' and ');
  const variables = places.map(({ variable }) => variable).join(' and ');
  return places.length === 1
    ? `Port ${ports} is in use. Stop what listens there, or set ${variables} to another port.`
    : `Ports ${ports} are in use. Stop what listens there, or set ${variables} to other ports.`;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
