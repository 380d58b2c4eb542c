/** A place to listen at does not work; the message names the variable to change. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

interface Place {
  readonly host: string;
  readonly port: number;
  /** The variable that gives the port. */
  readonly variable?: string;
  /** The variable that gives the host. */
  readonly hostVariable?: string;
}

/** Says what an operator can do about it; any other error is handed back as it is. */
export function explainListenError(
  error: unknown,
  { host, port, variable = 'PORT', hostVariable = 'HOST' }: Place,
): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new ListenError(
        `Port ${port} is already in use: stop what listens there, or set ${variable}.`,
      );
    case 'EACCES':
      return new ListenError(
        `Port ${port} needs more rights than this process has: set ${variable}.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ListenError(`${host} is not an address of this machine: set ${hostVariable}.`);
    default:
      return error;
  }
}
