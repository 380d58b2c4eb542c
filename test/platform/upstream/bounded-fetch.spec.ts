import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { boundedFetch } from '../../../src/platform/upstream/bounded-fetch.js';
import { fetchJson } from '../../../src/platform/upstream/fetch-json.js';
import { UpstreamError } from '../../../src/platform/upstream/upstream.error.js';
import { use } from '../../support/use.js';

const KIB = 1024;

const upstream = use(async () => {
  const server = createServer((request, response) => {
    request.resume();
    upstream.requests += 1;
    upstream.answer(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    requests: 0,
    answer: (response: ServerResponse): unknown => response.end(),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
});

const soon = () => ({ signal: AbortSignal.timeout(300) });
const later = () => ({ signal: AbortSignal.timeout(10_000) });

async function failureOf(call: Promise<unknown>): Promise<UpstreamError> {
  const failure: unknown = await call.then(
    () => 'no failure',
    (error: unknown) => error,
  );
  if (!(failure instanceof UpstreamError)) throw new Error(`not an UpstreamError: ${failure}`);
  return failure;
}

describe('a bounded fetch', () => {
  it('gives the whole answer', async () => {
    upstream.answer = (response) =>
      response.writeHead(201, { 'x-request-id': '7' }).end('x'.repeat(256 * KIB));
    const response = await boundedFetch(upstream.url, later());
    expect(response.status).toBe(201);
    expect(response.headers.get('x-request-id')).toBe('7');
    expect(await response.text()).toHaveLength(256 * KIB);
  });

  it.each([204, 205, 304])('gives an answer of HTTP %i, which has no body', async (status) => {
    upstream.answer = (response) => response.writeHead(status).end();
    const response = await boundedFetch(upstream.url, later());
    expect([response.status, await response.text()]).toEqual([status, '']);
  });

  it('follows no redirect', async () => {
    upstream.requests = 0;
    upstream.answer = (response) => response.writeHead(302, { location: upstream.url }).end();
    expect((await boundedFetch(upstream.url, later())).status).toBe(302);
    expect(upstream.requests).toBe(1);
  });

  it('reads no more than 256 KiB', async () => {
    let isEnded = false;
    upstream.answer = (response) => {
      const send = () => !isEnded && response.write('x'.repeat(KIB), send);
      response.once('close', () => (isEnded = true));
      send();
    };
    const { message } = await failureOf(boundedFetch(upstream.url, later()));
    expect(message).toBe('answered with more than 256 KiB');
    while (!isEnded) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('counts what a compressed body expands to', async () => {
    upstream.answer = (response) =>
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(50 * KIB * KIB)));
    const { message } = await failureOf(boundedFetch(upstream.url, later()));
    expect(message).toBe('answered with more than 256 KiB');
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['never comes', () => undefined],
    ['stalls in the body', (response) => response.write('{')],
  ])('gives up on an answer that %s', async (_, answer) => {
    upstream.answer = answer;
    const { message } = await failureOf(boundedFetch(upstream.url, soon()));
    expect(message).toBe('did not answer in time');
  });

  it('says which network error it met, and nothing of what came back', async () => {
    upstream.answer = (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('secret', () => {
        response.destroy();
      });
    };
    const { message } = await failureOf(boundedFetch(upstream.url, later()));
    expect(message).toMatch(/^cannot be reached \([A-Z_]+\)$/);
    const refused = await failureOf(boundedFetch('http://127.0.0.1:9/', later()));
    expect(refused.message).toMatch(/^cannot be reached/);
  });

  it('takes a status that HTTP does not know for an outage', async () => {
    upstream.answer = ({ socket }) => socket?.end('HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n');
    await failureOf(boundedFetch(upstream.url, later()));
  });
});

describe('fetching JSON', () => {
  it('asks for JSON and gives the object', async () => {
    upstream.answer = (response) =>
      response.end(JSON.stringify({ a: response.req.headers.accept }));
    expect(await fetchJson(upstream.url, later())).toEqual({ a: 'application/json' });
  });

  it.each(['', 'null', '[]', '7', '"text"', '{"a":', '<html>'])(
    'refuses %j, which is not a JSON object',
    async (body) => {
      upstream.answer = (response) => response.end(body);
      const failure = await failureOf(fetchJson(upstream.url, later()));
      expect(failure).toMatchObject({
        message: 'answered with something that is not a JSON object',
        status: 200,
      });
    },
  );

  it.each([
    [429, '30', 30],
    [503, '30', 30],
    [500, '30', undefined],
    [302, undefined, undefined],
    [401, undefined, undefined],
  ])('refuses HTTP %i', async (status, retryAfter, retryAfterSeconds) => {
    upstream.answer = (response) =>
      response.writeHead(status, retryAfter ? { 'retry-after': retryAfter } : {}).end('{}');
    const failure = await failureOf(fetchJson(upstream.url, later()));
    expect(failure).toMatchObject({
      message: `answered HTTP ${status}`,
      status,
      retryAfterSeconds,
    });
  });
});
