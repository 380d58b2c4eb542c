import type { Server } from 'node:http';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { type TestApi, useApi } from '../../support/api.js';
import { postRaw, sendRaw } from '../../support/raw-http.js';
import { until } from '../../support/until.js';
import { endsWithin } from '../../support/ends-within.js';

describe('behind a trusted proxy', () => {
  const api = useApi({ env: { TRUST_PROXY: 'loopback' } });

  it.each([
    'X-Forwarded-Proto: https',
    'X-Forwarded-Proto: http',
    'X-Forwarded-Proto: http, https',
    'X-Forwarded-Proto: ',
    'X-Forwarded-Host: api.example.com',
    'X-Forwarded-Host: api.example.com:8443',
    'X-Forwarded-Host: [2001:db8::1]:8443',
    'X-Forwarded-Host: ',
  ])('%s is fine', async (line) => {
    for (let count = 0; count < 2; count += 1) {
      expect((await postRaw(api.url, '{ open }', [line])).status).toBe(200);
    }
  });

  it.each([
    ['X-Forwarded-Proto: a b', 'protocol'],
    ['X-Forwarded-Proto: javascript', 'protocol'],
    ['X-Forwarded-Proto: https://evil.example/#', 'protocol'],
    ['X-Forwarded-Proto: ://', 'protocol'],
    ['X-Forwarded-Proto: __proto__', 'protocol'],
    ['X-Forwarded-Host: a b', 'host'],
    ['X-Forwarded-Host: %', 'host'],
    ['X-Forwarded-Host: [', 'host'],
    ['X-Forwarded-Host: a/b', 'host'],
    ['X-Forwarded-Host: user@host', 'host'],
    ['X-Forwarded-Host: a?b', 'host'],
    ['X-Forwarded-Host: a#b', 'host'],
  ])('%s is a bad request', async (line, part) => {
    for (let count = 0; count < 2; count += 1) {
      const { status, body } = await postRaw(api.url, '{ open }', [line]);
      expect({ status, body: JSON.parse(body) as unknown }).toEqual({
        status: 400,
        body: {
          errors: [{ message: `The ${part} is malformed.`, extensions: { code: 'BAD_REQUEST' } }],
        },
      });
    }
  });

  it('a host that is longer than any name is a bad request', async () => {
    const { status, body } = await postRaw(api.url, '{ open }', [
      `X-Forwarded-Host: ${'a'.repeat(300)}`,
    ]);
    expect(status).toBe(400);
    expect(body).toContain('The host is malformed.');
  });

  it.each(['GET', 'POST'])(
    'an Accept header of thousands of types is a bad request: %s',
    async (method) => {
      const accept = `application/json,${'*/*;q=1,'.repeat(1_000)}`;
      const body = '{"query":"{ open }"}';
      const answer = await fetch(method === 'GET' ? `${api.url}?query={open}` : api.url, {
        method,
        headers: { accept, 'content-type': 'application/json' },
        ...(method === 'POST' && { body }),
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({
        errors: [
          {
            message: 'The Accept header is longer than 1000 characters.',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      });
    },
  );

  it('an unusual path or header is never a 500', async () => {
    const statuses = [];
    for (const line of [
      'GET /%E0%A4%A HTTP/1.1',
      'GET //evil.example/graphql HTTP/1.1',
      'GET http://[/graphql?query={open} HTTP/1.1',
      'GET /graphql?query=%ZZ HTTP/1.1',
      'GET /graphql/../graphql HTTP/1.1',
      'GET * HTTP/1.1',
      'OPTIONS * HTTP/1.1',
      'PROPFIND /graphql HTTP/1.1',
      'GET /graphql?query={open}&__proto__=x HTTP/1.1',
      `GET /${'x'.repeat(5_000)} HTTP/1.1`,
    ]) {
      const host = new URL(api.url).host;
      statuses.push((await sendRaw(api.url, [line, `Host: ${host}`, 'Accept-Version: 9'])).status);
    }
    expect(statuses.filter((status) => !(status >= 200 && status < 500))).toEqual([]);
  });
});

@Public()
@Resolver()
class LargeResolver {
  @Query(() => String, { description: 'More than the buffers of a connection hold.' })
  large(): string {
    return 'x'.repeat(30_000_000);
  }
}

describe('a client that is gone before its connection is accepted', () => {
  const api = useApi({ env: { RATE_LIMIT_PER_MINUTE: '600', CALLER_POINTS_PER_MINUTE: '60000' } });
  /** Runs in a process of its own while this one accepts nothing. */
  const CLIENT = `
    const [port, request] = process.argv.slice(1);
    const socket = require('node:net').connect(Number(port), '127.0.0.1', () =>
      socket.write(request, () => socket.resetAndDestroy()));
    socket.on('error', () => undefined);`;
  afterEach(() => void jest.restoreAllMocks());
  const post = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

  it.each([
    ['a probe', 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an operation', `${post}Content-Length: 20\r\n\r\n{"query":"{ open }"}`],
    ['two probes', 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2)],
    [
      'an upgrade',
      'GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
  ])('is not a defect: %s', async (_, request) => {
    const log = jest.spyOn(Logger.prototype, 'error');
    const accepted = once(api.app.getHttpServer() as Server, 'connection');
    execFileSync(process.execPath, ['-e', CLIENT, new URL(api.url).port, request]);
    const [socket] = (await accepted) as [Socket];
    await until('the connection has ended', () => socket.closed);
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
    expect(log).not.toHaveBeenCalled();
  });
});

describe('a client that does not read its answer', () => {
  const useApiOf = (milliseconds: number) =>
    useApi({
      providers: [LargeResolver],
      // What it sends counts as progress, but only for as long as a request may take to arrive.
      limits: { stalledMs: milliseconds, receiveMs: milliseconds },
    });
  const hasty = useApiOf(600);
  // A busy machine may stop the reader for a second.
  const patient = useApiOf(1_500);

  const serverOf = ({ app }: TestApi) => app.getHttpServer() as Server;
  const connections = () =>
    new Promise<number>((resolve) => serverOf(hasty).getConnections((_, count) => resolve(count)));

  async function ask(api: TestApi, lines: readonly string[]) {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1').pause();
    socket.on('error', () => undefined);
    const asked = once(serverOf(api), 'request');
    const body = JSON.stringify({ query: '{ large }' });
    const head = [
      'POST /graphql HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    socket.write([...head, '', body, ...lines].join('\r\n'));
    await asked;
    return socket;
  }

  it('loses its connection, also when it goes on sending', async () => {
    await ask(hasty, []);
    const sender = await ask(hasty, ['POST /graphql HTTP/1.1', 'Host: localhost', '']);
    const timer = setInterval(() => sender.write('X: y\r\n'), 50);
    await until('the connections have ended', async () => (await connections()) === 0);
    clearInterval(timer);
  });

  it('does not end the one that reads slowly', async () => {
    const socket = await ask(patient, []);
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      socket.pause();
      setTimeout(() => socket.resume(), 8);
    });
    socket.resume();
    await until('half of it has arrived', () => bytes > 15_000_000);
    socket.destroy();
  });
});

describe.each([45, 0])('with MAX_STALLED_SECONDS=%d', (seconds) => {
  const api = useApi({ env: { MAX_STALLED_SECONDS: String(seconds) } });

  it('a client has as long, where 0 is for ever', () => {
    expect((api.app.getHttpServer() as Server).timeout).toBe(seconds * 1_000);
  });
});

const RECEIVE_MS = 600;
const brisk = useApi({ limits: { receiveMs: RECEIVE_MS } });

describe('a client that sends byte by byte', () => {
  const HEAD = [
    'POST /graphql HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    'Content-Length: 1000',
    '',
    '',
  ].join('\r\n');

  /** Sends the text, then one more byte every 50 ms: how many went out, and what came back? */
  async function trickle(text: string): Promise<{ bytes: number; answer: string }> {
    const socket = connect(Number(new URL(brisk.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    let answer = '';
    let bytes = 0;
    socket.on('data', (chunk) => (answer += chunk.toString()));
    if (text !== '') socket.write(text);
    const timer = setInterval(() => {
      if (text === '') return;
      bytes += 1;
      socket.write('x');
    }, 50);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(timer);
    return { bytes, answer };
  }

  it.concurrent.each([
    ['its headers', HEAD.slice(0, 60)],
    ['its body', HEAD],
    ['nothing at all', ''],
  ])('%s is cut off in time', async (_, text) => {
    // Node looks for slow connections at intervals.
    const { answer } = await endsWithin(RECEIVE_MS * 4, trickle(text));
    expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it.concurrent('does not delay other clients', async () => {
    const slow = trickle(HEAD);
    expect((await brisk.anonymous.query('{ open }')).status).toBe(200);
    await slow;
    expect((await brisk.anonymous.query('{ open }')).status).toBe(200);
  });
});
