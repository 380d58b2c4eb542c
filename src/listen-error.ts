import type { Settings } from './config/settings.js';

/** The API cannot listen where the settings say; the message names the variable to change. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** Says what an operator can do about it; any other error is handed back as it is. */
export function explainListenError(error: unknown, { host, port }: Settings): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new ListenError(
        `Port ${port} is already in use: stop what listens there, or set PORT.`,
      );
    case 'EACCES':
      return new ListenError(`Port ${port} needs more rights than this process has: set PORT.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ListenError(`${host} is no address of this machine: set HOST.`);
    default:
      return error;
  }
}
