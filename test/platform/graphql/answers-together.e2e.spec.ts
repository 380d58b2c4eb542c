import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { useApi } from '../../support/api.js';

const REQUESTS = 40;

describe('many requests at once', () => {
  const api = useApi();

  // From the second request on, an operation takes the fast path.
  beforeAll(async () => {
    for (let round = 0; round < 2; round += 1) {
      await api.anonymous.query('{ open }');
      await api.anonymous.query('{ guarded }');
    }
  });

  it('have their own answers, in the order of a pipelined connection', async () => {
    const text = await converse(api.url, (index) => requestOf(api.url, index)).then(String);
    const ids = [...text.matchAll(/^x-request-id: (\d+)\r$/gm)].map(([, id]) => Number(id));
    const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(([, status]) => status);
    expect(ids).toEqual(Array.from({ length: REQUESTS }, (_, index) => index));
    expect(statuses).toEqual(ids.map((id) => (id % 2 === 0 ? '200' : '401')));
    expect(text.match(/"data":\{"open":/g)).toHaveLength(REQUESTS / 2);
  });

  it('are answered where others of them leave at once', async () => {
    const { hostname, port } = new URL(api.url);
    const leaving = Array.from({ length: 31 }, async (_, index) => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.end(requestOf(api.url, index), () => socket.resetAndDestroy());
    });
    const answers = Array.from({ length: 9 }, () => api.anonymous.query('{ open }'));
    await Promise.all(leaving);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(9).fill(200));
  });
});

/** Every other one is refused. */
function requestOf(url: string, index: number): string {
  const body = JSON.stringify({ query: index % 2 === 0 ? '{ open }' : '{ guarded }' });
  const lines = [
    'POST /graphql HTTP/1.1',
    `Host: ${new URL(url).host}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `X-Request-Id: ${index}`,
    ...(index === REQUESTS - 1 ? ['Connection: close'] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Sends all requests on one connection, before it reads. */
async function converse(url: string, request: (index: number) => string): Promise<Buffer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(Array.from({ length: REQUESTS }, (_, index) => request(index)).join(''));
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
