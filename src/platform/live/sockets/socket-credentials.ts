import type { IncomingMessage } from 'node:http';

const NAME = 'authorization';

/**
 * The `Authorization` headers of a socket as if they were those of a request: out of the payload of
 * `connection_init`, in any case, else of the opening request. Nothing else is read.
 */
export function readSocketHeaders(
  parameters: Readonly<Record<string, unknown>> | undefined,
  opening: IncomingMessage,
): IncomingMessage {
  const given = Object.entries(parameters ?? {}).filter(([name]) => name.toLowerCase() === NAME);
  return given.length > 0 ? toRequest(given.map(([, value]) => value)) : opening;
}

/** Keeps of the opening request only what is needed for as long as the socket lives. */
export function keepAuthorization({ rawHeaders }: IncomingMessage): IncomingMessage {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === NAME) values.push(rawHeaders[index + 1] ?? '');
  }
  return toRequest(values);
}

/** A value that is not a string is as wrong as one that is not a token. */
function toRequest(values: readonly unknown[]): IncomingMessage {
  const texts = values.map((value) => (typeof value === 'string' ? value : 'Bearer'));
  const [authorization] = texts;
  return {
    headers: authorization === undefined ? {} : { authorization },
    rawHeaders: texts.flatMap((text) => [NAME, text]),
  } as unknown as IncomingMessage;
}
