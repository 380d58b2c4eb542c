import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { FairQueue } from '../../../src/platform/http/overload/fair-queue.js';
import { RateLimit } from '../../../src/platform/http/rate-limit/rate-limit.js';
import { Overload } from '../../../src/platform/http/overload/overload.js';
import { useApi, type TestApi } from '../../support/api.js';
import { TestSocket } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { until } from '../../support/until.js';
import { LIVE_PROBE } from '../live/live-probe.js';

const overloaded = (hint: string) => ({
  errors: [
    {
      message: 'The API is overloaded: try again in a few seconds.',
      extensions: { code: 'OVERLOADED', hint },
    },
  ],
});
const HELLO = JSON.stringify({ query: '{ open }' });
const REQUEST = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${HELLO.length}\r\n\r\n${HELLO}`;

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

async function dial(api: TestApi): Promise<Socket> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  open.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

function countOf(api: TestApi): Promise<number> {
  const server = api.app.getHttpServer() as Server;
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
}

/** The answer of a connection that is closed after it. */
async function askAtEnd(socket: Socket, request: string): Promise<string> {
  let text = '';
  socket.on('data', (data) => (text += String(data)));
  socket.write(request);
  await once(socket, 'close');
  return text;
}

describe('above MAX_CONNECTIONS', () => {
  const issuer = useIssuer();
  const api = useApi({
    trusts: issuer,
    providers: LIVE_PROBE,
    env: { MAX_CONNECTIONS: '10', TRUST_PROXY: 'loopback' },
  });
  // One that fetch keeps may stay.
  beforeEach(() =>
    until('the connections of another test are gone', async () => (await countOf(api)) <= 1),
  );

  it('a connection gets one answer, which is 503 OVERLOADED, and is closed', async () => {
    for (let count = 0; count < 10; count += 1) await dial(api);
    const answer = await askAtEnd(await dial(api), REQUEST);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/\r\nretry-after: \d+\r\n/);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual(
      overloaded('There may be 10 connections: MAX_CONNECTIONS.'),
    );
    expect(await askAtEnd(await dial(api), 'GET /nowhere HTTP/1.1\r\nhost: a\r\n\r\n')).toContain(
      '"statusCode":503',
    );
  });

  it('a probe gets its answer', async () => {
    for (let count = 0; count < 10; count += 1) await dial(api);
    const answer = await askAtEnd(await dial(api), 'GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  });

  it('very many connections are closed at once, and all is well when they are gone', async () => {
    const sockets: Socket[] = [];
    for (let count = 0; count < 60; count += 1) sockets.push(await dial(api));
    await until(
      'the last ones are closed',
      () => sockets.filter(({ closed }) => closed).length >= 25,
    );
    for (const socket of sockets) socket.destroy();
    const isAnswered = () =>
      api.anonymous.query('{ open }').then(
        ({ status }) => status === 200,
        () => false,
      );
    await until('a request is answered', isAnswered);
  });

  it('a connection that offers HTTP/2 is counted once, and not any more when it is gone', async () => {
    const offer = 'GET /nowhere HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: h2c\r\n\r\n';
    for (let count = 0; count < 4; count += 1) {
      const socket = await dial(api);
      for (let again = 0; again < 2; again += 1) {
        socket.write(offer);
        expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 404 /);
      }
      socket.destroy();
    }
    await until('they are gone', async () => (await countOf(api)) <= 1);
    expect(api.app.get(Overload).connections.open).toBe(await countOf(api));
  });

  it('WebSockets are counted apart', async () => {
    const token = await issuer.token();
    const sockets = [];
    for (let count = 0; count < 8; count += 1) {
      sockets.push(await TestSocket.connect(api.url, token));
    }
    for (let count = 0; count < 8; count += 1) await dial(api);
    const closing = REQUEST.replace('host: a', 'host: a\r\nconnection: close');
    expect(await askAtEnd(await dial(api), closing)).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of sockets) socket.close();
  });
});

describe('one address', () => {
  const api = useApi({ env: { MAX_CONNECTIONS: '12' } });

  it('may have a quarter of all connections', async () => {
    for (let count = 0; count < 3; count += 1) await dial(api);
    const answer = await askAtEnd(await dial(api), REQUEST);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toContain(
      'There may be 12 connections, at most a quarter of them from one address: MAX_CONNECTIONS.',
    );
  });
});

describe('a process that has just started', () => {
  @Module({})
  class SlowModule implements OnApplicationBootstrap {
    onApplicationBootstrap(): void {
      const end = performance.now() + 600;
      while (performance.now() < end);
    }
  }
  const api = useApi({ env: { MAX_EVENT_LOOP_DELAY_MS: '100' }, imports: [SlowModule] });

  it('does not take its own start for load', async () => {
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
  });
});

describe('turns that are shorter than MAX_EVENT_LOOP_DELAY_MS', () => {
  const api = useApi({ env: { MAX_EVENT_LOOP_DELAY_MS: '60000' } });

  it('are not taken for load, also where each of them is long', async () => {
    const stop = blockEachTurn(300);
    const statuses = [];
    for (let count = 0; count < 2; count += 1) {
      statuses.push((await api.anonymous.query('{ open }')).status);
    }
    stop();
    expect(statuses).toEqual([200, 200]);
  });
});

describe('a process that is overloaded', () => {
  const ORIGIN = 'https://app.example.com';
  const api = useApi({ env: { MAX_EVENT_LOOP_DELAY_MS: '20', CORS_ORIGINS: ORIGIN } });

  it('answers a page of another origin so that it can read the 503', async () => {
    const stop = blockEachTurn(80);
    try {
      await until('it sheds', async () => (await api.anonymous.query('{ open }')).status === 503);
      const preflight = await fetch(api.url, {
        method: 'OPTIONS',
        headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
      });
      expect(preflight.status).toBe(204);
      const { status, headers } = await api.anonymous.with({ origin: ORIGIN }).query('{ open }');
      expect([status, headers.get('access-control-allow-origin')]).toEqual([503, ORIGIN]);
      expect(headers.get('access-control-expose-headers')).toContain('retry-after');
      expect(headers.get('vary')).toBe('Origin');
      const foreign = await api.anonymous
        .with({ origin: 'https://evil.example' })
        .query('{ open }');
      expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    } finally {
      stop();
    }
    await until('it answers', async () => (await api.anonymous.query('{ open }')).status !== 503);
  });
});

describe('a process that is overloaded, and limits its clients', () => {
  const api = useApi({ env: { MAX_EVENT_LOOP_DELAY_MS: '20', RATE_LIMIT_PER_MINUTE: '3' } });
  const ready = async () => {
    const response = await fetch(api.url.replace('/graphql', '/health/ready'));
    return ((await response.json()) as { details: { process: object } }).details.process;
  };

  it('answers 503 without counting, reading or logging the request; probes are answered', async () => {
    const realNow = performance.now.bind(performance);
    let shift = 0;
    const now = jest.spyOn(performance, 'now').mockImplementation(() => realNow() + shift);
    const stop = blockEachTurn(80);
    try {
      await until('it sheds', async () => (await api.anonymous.query('{ open }')).status === 503);
      for (let count = 0; count < 5; count += 1) {
        const { status, headers, body } = await api.anonymous.query('{ open }');
        expect([status, body]).toEqual([
          503,
          overloaded('The event loop is 20 ms late: MAX_EVENT_LOOP_DELAY_MS.'),
        ]);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      }
      expect((await fetch(api.url.replace('/graphql', '/health/live'))).status).toBe(200);
      expect(await ready()).toEqual({ status: 'up' });
      shift = 6_000;
      expect(await ready()).toEqual({ status: 'down', message: 'Overloaded.' });
      expect((await fetch(api.url.replace('/graphql', '/health/live'))).status).toBe(200);
    } finally {
      stop();
      now.mockRestore();
    }
    await until(
      'it is ready',
      async () => 'status' in (await ready()) && !('message' in (await ready())),
    );
    await until('it answers', async () => (await api.anonymous.query('{ open }')).status !== 503);
  });
});

function blockEachTurn(milliseconds: number): () => void {
  let isOn = true;
  const turn = () => {
    if (!isOn) return;
    const end = Date.now() + milliseconds;
    while (Date.now() < end);
    setTimeout(turn, 0);
  };
  turn();
  return () => (isOn = false);
}

describe('a busy process', () => {
  const api = useApi({ env: { MAX_EVENT_LOOP_DELAY_MS: '60000', RATE_LIMIT_PER_MINUTE: '120' } });

  it('says to one who has used an even share how long to wait, and why', async () => {
    jest.spyOn(api.app.get(FairQueue), 'isBusy', 'get').mockReturnValue(true);
    const answers = [];
    for (let count = 0; count < 25; count += 1) answers.push(await api.anonymous.query('{ open }'));
    jest.restoreAllMocks();
    const { status, headers, body } = answers.find((one) => one.status !== 200) ?? {};
    expect(status).toBe(429);
    expect(Number(headers?.get('retry-after'))).toBeLessThanOrEqual(5);
    expect(body?.errors?.[0]).toEqual({
      message: expect.stringMatching(/^Too many requests: try again in \d s\.$/),
      extensions: {
        code: 'TOO_MANY_REQUESTS',
        hint: 'The API is busy, so that 5 s have a share of 1/12 (MAX_EVENT_LOOP_DELAY_MS=0 switches that off). One client address may send 120 requests a minute: RATE_LIMIT_PER_MINUTE.',
      },
    });
  });
});

describe('a request that has to wait for its turn', () => {
  const ORIGIN = 'https://app.example.com';
  const issuer = useIssuer();
  const api = useApi({
    trusts: issuer,
    providers: LIVE_PROBE,
    env: { MAX_EVENT_LOOP_DELAY_MS: '60000', CORS_ORIGINS: ORIGIN },
  });
  const queue = () => api.app.get(FairQueue);
  beforeEach(() => void jest.spyOn(queue(), 'isOpenTo').mockReturnValue(false));
  afterEach(() => void jest.restoreAllMocks());
  const refuseAll = () =>
    jest.spyOn(queue(), 'wait').mockImplementation((_, { refuse }) => setImmediate(refuse));

  it('is answered when it comes', async () => {
    const wait = jest.spyOn(queue(), 'wait');
    const answers = Array.from({ length: 50 }, () => api.anonymous.query('{ open }'));
    for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
    expect(wait.mock.calls[0]?.[0]).toBe('127.0.0.1');
  });

  it('waits again with a body that comes later', async () => {
    const wait = jest.spyOn(queue(), 'wait');
    const socket = await dial(api);
    const [head = ''] = REQUEST.split(HELLO);
    socket.write(head.replace('host: a', 'host: a\r\nconnection: close'));
    await until('it waits', () => wait.mock.calls.length === 1);
    await new Promise(setImmediate);
    expect(await askAtEnd(socket, HELLO)).toMatch(/^HTTP\/1\.1 200 /);
    expect(wait).toHaveBeenCalledTimes(2);
  });

  it('is answered 503 OVERLOADED when it has waited in vain', async () => {
    refuseAll();
    const { status, headers, body } = await api.anonymous
      .with({ origin: ORIGIN })
      .query('{ open }');
    expect([status, body]).toEqual([
      503,
      overloaded('The request has waited for 60000 ms: MAX_EVENT_LOOP_DELAY_MS.'),
    ]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
  });

  it('is not counted before, so that a refusal waits for its turn as well', async () => {
    let begin = () => {};
    jest.spyOn(queue(), 'wait').mockImplementationOnce((_, { start }) => (begin = start));
    const admit = jest.spyOn(api.app.get(RateLimit), 'admit');
    const answer = api.anonymous.query('{ open }');
    await until('it waits', () => jest.mocked(queue().wait).mock.calls.length === 1);
    expect(admit).not.toHaveBeenCalled();
    begin();
    expect((await answer).status).toBe(200);
    expect(admit).toHaveBeenCalledTimes(1);
  });

  it('is not a probe', async () => {
    refuseAll();
    expect((await fetch(api.url.replace('/graphql', '/health/live'))).status).toBe(200);
  });

  it('is not begun when its client is gone', async () => {
    let begin = () => {};
    jest.spyOn(queue(), 'wait').mockImplementation((_, { start }) => (begin = start));
    const socket = await dial(api);
    const closed = new Promise((resolve) => {
      (api.app.getHttpServer() as Server).once('request', (_, response: ServerResponse) =>
        response.once('close', resolve),
      );
    });
    socket.write(REQUEST);
    await until('it waits', () => jest.mocked(queue().wait).mock.calls.length === 1);
    socket.destroy();
    await closed;
    begin();
    jest.restoreAllMocks();
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
  });

  it('may come over a WebSocket, which is closed with 1013 when it has waited in vain', async () => {
    const socket = await TestSocket.connect(api.url, await issuer.token());
    refuseAll();
    socket.subscribe('1', 'subscription { myTicks { id } }');
    expect(await socket.ended).toEqual({
      code: 1013,
      reason: 'overloaded: A message has waited for 60000 ms: MAX_EVENT_LOOP_DELAY_MS.',
    });
  });
});

describe('requests that come over one connection behind each other', () => {
  const begun: (() => void)[] = [];
  @Resolver()
  class SlowResolver {
    @Public()
    @Query(() => String, { description: 'Waits for the test.' })
    async slow(): Promise<string> {
      await new Promise<void>((resolve) => begun.push(resolve));
      return 'done';
    }
  }
  const api = useApi({ providers: [SlowResolver] });

  it('are executed one after the other, so that a client that does not read asks for one', async () => {
    const socket = await dial(api);
    socket.write(
      REQUEST.replaceAll(HELLO, '{"query":"{slow}"}').replace(/: \d+/, ': 18').repeat(3),
    );
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    for (let number = 1; number <= 3; number += 1) {
      await until('it has begun', () => begun.length === number);
      await api.anonymous.query('{ open }');
      expect(begun).toHaveLength(number);
      begun[number - 1]?.();
    }
    await until('all are answered', () => text.split('HTTP/1.1 200 ').length === 4);
  });
});

describe('bodies that have not arrived', () => {
  const api = useApi({
    env: { TRUST_PROXY: 'loopback', BODY_MEMORY_MIB: '1' },
    providers: LIVE_PROBE,
  });
  const body = JSON.stringify({ query: '{ open }', variables: { text: 'x'.repeat(80_000) } });
  const headOf = (ip: string) =>
    `POST /graphql HTTP/1.1\r\nhost: a\r\nx-forwarded-for: ${ip}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`;
  const begin = async (ip: string) => {
    const socket = await dial(api);
    socket.write(headOf(ip) + body.slice(0, 1_000));
    return socket;
  };
  const ask = async (ip: string) => askAtEnd(await dial(api), headOf(ip) + body);

  it('may take an eighth of their memory for one address, and less the more others have', async () => {
    const slow = await begin('203.0.113.1');
    await until('the address has its part', async () =>
      (await ask('203.0.113.1')).startsWith('HTTP/1.1 503 '),
    );
    const answer = await ask('203.0.113.1');
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual(
      overloaded(
        'Bodies on their way may take 1 MiB, at most an eighth of it from one address: BODY_MEMORY_MIB.',
      ),
    );
    expect(answer).toMatch(/\r\nretry-after: 2\r\n/);
    expect(await ask('203.0.113.2')).toMatch(/^HTTP\/1\.1 200 /);
    for (let n = 2; n < 14; n += 1) await begin(`203.0.113.${n}`);
    await until('too little is free for one more', async () =>
      (await ask('203.0.113.99')).startsWith('HTTP/1.1 503 '),
    );
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
    slow.write(body.slice(1_000));
    await until('there is room again', async () =>
      (await ask('203.0.113.99')).startsWith('HTTP/1.1 200 '),
    );
    expect(await ask('203.0.113.1')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('are not those of upgrades, which have none', async () => {
    const upgrades = Array.from({ length: 14 }, async (_, n) => {
      const socket = await dial(api);
      socket.write(
        `GET /graphql HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 198.51.100.${n}\r\nconnection: upgrade\r\nupgrade: websocket\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      await once(socket, 'data');
      socket.destroy();
    });
    await Promise.all(upgrades);
    await until('there is room', async () =>
      (await ask('203.0.113.99')).startsWith('HTTP/1.1 200 '),
    );
  });
});
