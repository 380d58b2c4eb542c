import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends bytes that `fetch` refuses to send, and reads the one answer that comes back. */
export async function sendRaw(
  url: string,
  lines: readonly string[],
  body = '',
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(5_000, () => socket.destroy(new Error('The API did not answer.')));
  socket.write(`${[...lines, 'Connection: close', '', ''].join('\r\n')}${body}`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return parse(Buffer.concat(chunks).toString());
}

/** A POST of one GraphQL document, with header lines exactly as given. */
export function postRaw(url: string, query: string, lines: readonly string[]): Promise<RawAnswer> {
  const body = JSON.stringify({ query });
  const { host, pathname } = new URL(url);
  const hostLine = lines.some((line) => /^host:/i.test(line)) ? [] : [`Host: ${host}`];
  return sendRaw(
    url,
    [
      `POST ${pathname} HTTP/1.1`,
      ...hostLine,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...lines,
    ],
    body,
  );
}

function parse(answer: string): RawAnswer {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.append(line.slice(0, colon), line.slice(colon + 1));
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}
