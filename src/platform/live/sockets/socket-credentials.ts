import type { IncomingMessage } from 'node:http';
import { headerValues } from '../../auth/token/credentials.js';
import { GRAPHQL_PATH } from '../../http/http-preconditions.js';

/** Each header of the credentials with its values, none of them checked. */
type Credentials = readonly (readonly [name: string, values: readonly unknown[]])[];

/**
 * The credentials of a socket as if they were those of a request: out of the payload of
 * `connection_init`, in any case, else of the opening request. All come from the same place: a proof
 * belongs to the token beside it. Nothing else is read.
 */
export function readSocketHeaders(
  parameters: Readonly<Record<string, unknown>> | undefined,
  opening: IncomingMessage,
  credentialHeaders: readonly string[],
): IncomingMessage {
  const given = credentialHeaders.map((wanted) => {
    const entries = Object.entries(parameters ?? {});
    const values = entries.filter(([name]) => name.toLowerCase() === wanted).map(([, one]) => one);
    return [wanted, values] as const;
  });
  const hasToken = given.some(([name, { length }]) => name === 'authorization' && length > 0);
  return hasToken ? toRequest(given) : opening;
}

/** Keeps of the opening request only what is needed for as long as the socket lives. */
export function keepCredentials(
  opening: IncomingMessage,
  credentialHeaders: readonly string[],
): IncomingMessage {
  return toRequest(credentialHeaders.map((name) => [name, headerValues(opening, name)]));
}

/** A value that is not a string is as wrong as one that is not a token. A socket is opened by GET. */
function toRequest(credentials: Credentials): IncomingMessage {
  const rawHeaders = credentials.flatMap(([name, values]) =>
    values.flatMap((value) => [name, typeof value === 'string' ? value : 'Bearer']),
  );
  const index = rawHeaders.indexOf('authorization');
  return {
    method: 'GET',
    url: GRAPHQL_PATH,
    headers: index === -1 ? {} : { authorization: rawHeaders[index + 1] },
    rawHeaders,
  } as unknown as IncomingMessage;
}
