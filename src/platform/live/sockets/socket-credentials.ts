import type { IncomingMessage } from 'node:http';
import { headerValues } from '../../auth/token/credentials.js';
import { GRAPHQL_PATH } from '../../http/http-preconditions.js';

/** A proof belongs to the token beside it, so both come from the same place. */
const NAMES = ['authorization', 'dpop'] as const;

type Values = Readonly<Record<(typeof NAMES)[number], readonly unknown[]>>;

/**
 * The credentials of a socket as if they were those of a request: out of the payload of
 * `connection_init`, in any case, else of the opening request. Nothing else is read.
 */
export function readSocketHeaders(
  parameters: Readonly<Record<string, unknown>> | undefined,
  opening: IncomingMessage,
): IncomingMessage {
  const given = valuesOf((wanted) =>
    Object.entries(parameters ?? {}).flatMap(([name, value]) =>
      name.toLowerCase() === wanted ? [value] : [],
    ),
  );
  return given.authorization.length > 0 ? toRequest(given) : opening;
}

/** Keeps of the opening request only what is needed for as long as the socket lives. */
export function keepCredentials(opening: IncomingMessage): IncomingMessage {
  return toRequest(valuesOf((name) => headerValues(opening, name)));
}

function valuesOf(read: (name: string) => readonly unknown[]): Values {
  return { authorization: read('authorization'), dpop: read('dpop') };
}

/** A value that is not a string is as wrong as one that is not a token. A socket is opened by GET. */
function toRequest(values: Values): IncomingMessage {
  const rawHeaders = NAMES.flatMap((name) =>
    values[name].flatMap((value) => [name, typeof value === 'string' ? value : 'Bearer']),
  );
  const index = rawHeaders.indexOf('authorization');
  return {
    method: 'GET',
    url: GRAPHQL_PATH,
    headers: index === -1 ? {} : { authorization: rawHeaders[index + 1] },
    rawHeaders,
  } as unknown as IncomingMessage;
}
