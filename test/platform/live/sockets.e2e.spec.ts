import { connect } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { VerifiedTokens } from '../../../src/platform/auth/token/verified-tokens.js';
import { EventBus } from '../../../src/platform/live/events/event-bus.js';
import { LiveSockets } from '../../../src/platform/live/sockets/live-sockets.js';
import { useApi } from '../../support/api.js';
import { shiftClock } from '../../support/clock.js';
import { TestSocket, UpgradeRefused } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { until } from '../../support/until.js';
import { LIVE_PROBE, Ticks } from './live-probe.js';

const issuer = useIssuer();
const down = useIssuer();
beforeAll(() => void down.faults.set('*', (_, response) => response.writeHead(500).end()));
const api = useApi({
  trusts: issuer,
  providers: LIVE_PROBE,
  env: () => ({
    NODE_ENV: 'production',
    CORS_ORIGINS: 'https://app.example.com',
    OIDC_ISSUER_URL: down.url,
    OIDC_AUDIENCE: down.audience,
    MAX_PENDING_SOCKETS: '100',
  }),
  limits: {
    live: { closeMs: 300, executeMs: 400 },
  },
});
/** Closes sockets sooner than a busy machine answers. */
const impatient = useApi({
  trusts: issuer,
  providers: LIVE_PROBE,
  limits: { live: { initMs: 300, pingMs: 200 } },
});
const clock = shiftClock();
const open: TestSocket[] = [];

let token: string;
beforeEach(async () => {
  token = await issuer.token({ claims: { sub: 'ada' } });
});
afterEach(async () => {
  clock.reset();
  for (const socket of open.splice(0)) socket.close();
  while (api.app.get(LiveSockets).size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(api.app.get(EventBus).size).toBe(0);
});

const keep = async (opening: Promise<TestSocket>): Promise<TestSocket> => {
  const socket = await opening;
  open.push(socket);
  return socket;
};
const ada = () => keep(TestSocket.connect(api.url, token));
const fresh = (options?: Parameters<typeof TestSocket.open>[1]) =>
  keep(TestSocket.open(api.url, options));
const publish = (key: string, id: string) => api.app.get(Ticks).publish(key, { id });
const MY_TICKS = 'subscription { myTicks { id } }';

describe('an event', () => {
  it('is executed and written once for all subscriptions that ask the same with one token', async () => {
    const sockets = [await ada(), await ada()];
    const ids = ['1', '2', 'a "quoted" id'];
    for (const socket of sockets) {
      for (const id of ids) socket.subscribe(id, 'subscription { countedTicks { id text } }');
    }
    await until('all are subscribed', () => api.app.get(EventBus).size === 6);
    const writes = jest.spyOn(JSON, 'stringify');
    publish('ada', '7');
    const received = [];
    for (const socket of [...ids.map(() => sockets[0]), ...ids.map(() => sockets[1])]) {
      received.push(await socket?.take('next'));
    }
    const written = writes.mock.calls.filter(([value]) => Object.hasOwn(Object(value), 'data'));
    writes.mockRestore();
    expect(received.map((one) => one?.id)).toEqual([...ids, ...ids]);
    expect(new Set(received.map((one) => JSON.stringify(one?.payload))).size).toBe(1);
    expect(received[0]?.payload).toEqual({
      data: { countedTicks: { id: '7', text: expect.stringMatching(/^\d+$/) } },
    });
    expect(written).toHaveLength(1);
  });
});

describe('a subscription', () => {
  it('receives only the events of its own caller: 50 callers', async () => {
    const callers = Array.from({ length: 50 }, (_, index) => `user ${index}`);
    const sockets = [];
    for (const sub of callers) {
      const socket = await keep(
        TestSocket.connect(api.url, await issuer.token({ claims: { sub } })),
      );
      socket.subscribe('1', MY_TICKS);
      await socket.settle();
      await socket.take('pong');
      sockets.push(socket);
    }
    for (const sub of callers) publish(sub, `for ${sub}`);
    for (const socket of sockets) await socket.settle();
    const received = sockets.map(({ messages }) =>
      messages.filter(({ type }) => type === 'next').map(({ payload }) => payload.data.myTicks.id),
    );
    expect(received).toEqual(callers.map((sub) => [`for ${sub}`]));
  });

  it('ends when the client completes it', async () => {
    const socket = await ada();
    socket.subscribe('1', MY_TICKS);
    await socket.settle();
    expect(api.app.get(EventBus).size).toBe(1);
    socket.send({ type: 'complete', id: '1' });
    await socket.settle();
    expect(api.app.get(EventBus).size).toBe(0);
  });

  it('takes the token from the header of the upgrade as well', async () => {
    const socket = await fresh({ headers: { authorization: `Bearer ${token}` } });
    socket.init();
    await socket.take('connection_ack');
  });

  it.each(['Authorization', 'AUTHORIZATION'])('takes the token from %s', async (name) => {
    const socket = await fresh();
    socket.send({ type: 'connection_init', payload: { [name]: `Bearer ${token}` } });
    await socket.take('connection_ack');
  });

  it('gets what its client said at connection_init, without the token', async () => {
    const socket = await fresh();
    const said = { locale: 'de', client: { name: 'web' } };
    const payload = { ...said, AUTHORIZATION: `Bearer ${token}` };
    socket.send({ type: 'connection_init', payload });
    await socket.take('connection_ack');
    socket.subscribe('1', 'subscription { parameters { text } }');
    const { text } = (await socket.take('next')).payload.data.parameters;
    expect(JSON.parse(text)).toEqual({ all: said, locale: 'de' });
  });

  it('gets each event as its own socket asked for it at connection_init', async () => {
    const locales = ['de', 'fr'];
    const sockets = await Promise.all(locales.map(() => fresh()));
    for (const [index, socket] of sockets.entries()) {
      const payload = { locale: locales[index], authorization: `Bearer ${token}` };
      socket.send({ type: 'connection_init', payload });
      await socket.take('connection_ack');
      socket.subscribe('1', 'subscription { localTicks { text } }');
    }
    await until('both are subscribed', () => api.app.get(EventBus).size === 2);
    publish('ada', '1');
    const events = await Promise.all(sockets.map((socket) => socket.take('next')));
    expect(events.map(({ payload }) => payload.data.localTicks.text)).toEqual(locales);
  });

  it('finds no connection parameters over HTTP', async () => {
    const { body } = await api.as(token).query('{ parametersOverHttp }');
    expect(body).toEqual({ data: { parametersOverHttp: '{}' } });
  });
});

describe('what an operation is refused with', () => {
  it.each<[string, string, object]>([
    ['a query', '{ query }', { code: 'BAD_REQUEST' }],
    ['a mutation', 'mutation { mutation }', { code: 'BAD_REQUEST' }],
    ['introspection', '{ __schema { types { name } } }', { code: 'GRAPHQL_VALIDATION_FAILED' }],
    [
      'introspection in a subscription',
      'subscription { myTicks { id } ...F } fragment F on Subscription { __schema { types { name } } }',
      { code: 'GRAPHQL_VALIDATION_FAILED' },
    ],
    ['no GraphQL', 'subscription {', { code: 'GRAPHQL_PARSE_FAILED' }],
    ['an unknown field', 'subscription { nothing }', { code: 'GRAPHQL_VALIDATION_FAILED' }],
    [
      'two fields',
      'subscription { a: myTicks { id } b: myTicks { id } }',
      { code: 'GRAPHQL_VALIDATION_FAILED' },
    ],
    [
      'a deep document',
      `subscription { myTicks { ${'... { '.repeat(12)} id ${'}'.repeat(12)} } }`,
      { code: 'GRAPHQL_VALIDATION_FAILED' },
    ],
    [
      'many aliases',
      `subscription { myTicks { ${Array.from({ length: 40 }, (_, index) => `a${index}: id`).join(' ')} } }`,
      { code: 'GRAPHQL_VALIDATION_FAILED' },
    ],
    [
      'many tokens',
      `subscription { myTicks { ${'id '.repeat(1_100)} } }`,
      { code: 'GRAPHQL_PARSE_FAILED' },
    ],
    [
      'a missing variable',
      'subscription ($k: ID!) { ticksOf(key: $k) { id } }',
      { code: 'BAD_USER_INPUT' },
    ],
    ['a missing permission', 'subscription { permittedTicks { id } }', { code: 'FORBIDDEN' }],
    ['an error of the feature', 'subscription { refusedTicks { id } }', { code: 'NO_TICKS' }],
    ['a defect', 'subscription { brokenTicks { id } }', { code: 'INTERNAL_SERVER_ERROR' }],
    ['a GraphQLError', 'subscription { graphqlTicks { id } }', { code: 'INTERNAL_SERVER_ERROR' }],
    [
      'a subscription that never starts',
      'subscription { noTicks { id } }',
      { code: 'SERVICE_UNAVAILABLE' },
    ],
  ])('%s', async (_, query, extensions) => {
    const socket = await ada();
    for (const id of ['1', '2']) {
      socket.subscribe(id, query);
      const { payload } = await socket.take('error');
      expect(payload[0].extensions).toMatchObject(extensions);
      expect(JSON.stringify(payload)).not.toMatch(/srv|stack|secret|UPSTREAM|Did you mean/);
    }
    socket.subscribe('3', MY_TICKS);
    await socket.settle();
    await socket.take('pong');
    publish('ada', 'still alive');
    await socket.take('next');
  });

  it('errors that are a multiple of nothing', async () => {
    const socket = await ada();
    const long = 'n'.repeat(40_000);
    const names = Array.from({ length: 120 }, (_, index) => `$v${index}: Int`).join(' ');
    socket.subscribe('1', `subscription ${long} (${names}) { myTicks { id } }`);
    const keys = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`k${index}`, 1]));
    socket.subscribe('2', 'subscription ($k: ID!) { ticksOf(key: $k) { id } }', { k: keys });
    for (const code of ['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']) {
      const { payload } = await socket.take('error');
      expect(payload[0].extensions.code).toBe(code);
      expect(payload.length).toBeLessThanOrEqual(10);
      expect(JSON.stringify(payload).length).toBeLessThan(8_000);
    }
  });

  it('variables as deep as a message can be', async () => {
    const socket = await ada();
    const deep = `${'['.repeat(45_000)}${']'.repeat(45_000)}`;
    const query = 'subscription ($k: ID!) { ticksOf(key: $k) { id } }';
    socket.send(
      `{"type":"subscribe","id":"1","payload":{"query":"${query}","variables":{"k":${deep}}}}`,
    );
    const { payload } = await socket.take('error');
    expect(payload[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  it('a stream that fails ends with a masked error', async () => {
    const socket = await ada();
    socket.subscribe('1', 'subscription { failingTicks { id } }');
    await socket.take('next');
    const { payload } = await socket.take('error');
    expect(payload).toEqual([
      {
        message: 'Internal server error',
        path: ['failingTicks'],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
    ]);
  });

  it('an event is not sent once its permission is gone', async () => {
    const permitted = await issuer.token({ claims: { sub: 'grace', permissions: ['read:ticks'] } });
    const socket = await keep(TestSocket.connect(api.url, permitted));
    socket.subscribe('1', 'subscription { permittedTicks { id } }');
    await socket.settle();
    await socket.take('pong');
    publish('permitted', '1');
    await socket.take('next');
    const caller = api.app.get(VerifiedTokens).find(permitted);
    (caller?.permissions as Set<string>).delete('read:ticks');
    publish('permitted', '2');
    const { payload } = await socket.take('error');
    expect(payload[0].extensions.code).toBe('FORBIDDEN');
    expect(api.app.get(EventBus).size).toBe(0);
  });
});

describe('a socket is closed', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['without a token', () => Promise.resolve(undefined), 'token_missing'],
    ['with nonsense', () => Promise.resolve('Bearer x'), 'opaque_token'],
    ['with a number', () => Promise.resolve(1), 'malformed_authorization'],
    ['with another scheme', () => Promise.resolve('Basic x'), 'token_missing'],
    [
      'with an expired token',
      async () => `Bearer ${await issuer.token({ claims: { exp: 1_000_000_000 } })}`,
      'token_expired',
    ],
    [
      'with the token of another audience',
      async () => `Bearer ${await issuer.token({ claims: { aud: 'https://other' } })}`,
      'wrong_audience',
    ],
  ])('4401 %s', async (_, authorization, reason) => {
    const socket = await fresh();
    socket.init(await authorization());
    expect(await socket.ended).toEqual({ code: 4401, reason });
    expect(socket.messages).toEqual([]);
  });

  it('4401 with two tokens', async () => {
    const socket = await fresh();
    const value = `Bearer ${token}`;
    socket.send({
      type: 'connection_init',
      payload: { authorization: value, Authorization: value },
    });
    expect(await socket.ended).toEqual({ code: 4401, reason: 'malformed_authorization' });
  });

  it('4401 with a token in the address, which is not read', async () => {
    const socket = await keep(TestSocket.open(`${api.url}?access_token=${token}`));
    socket.init();
    expect(await socket.ended).toEqual({ code: 4401, reason: 'token_missing' });
  });

  it('4403 when its token expires, with the subscriptions', async () => {
    const socket = await ada();
    socket.subscribe('1', MY_TICKS);
    await socket.settle();
    clock.advance(3_700_000);
    expect(await socket.ended).toEqual({ code: 4403, reason: 'token_expired' });
  });

  it('4403 when a token expires that is good for ten years', async () => {
    const exp = Math.floor(Date.now() / 1000) + 10 * 365 * 86_400;
    const socket = await keep(TestSocket.connect(api.url, await issuer.token({ claims: { exp } })));
    await socket.settle();
    clock.advance(10 * 365 * 86_400_000 + 1_000);
    expect(await socket.ended).toEqual({ code: 4403, reason: 'token_expired' });
  });

  it('1013 when the keys of the issuer cannot be fetched', async () => {
    const socket = await fresh();
    socket.init(`Bearer ${await down.token()}`);
    expect(await socket.ended).toEqual({ code: 1013, reason: 'issuer_unavailable' });
  });

  it('4408 without connection_init', async () => {
    const socket = await keep(TestSocket.open(impatient.url));
    expect(await socket.ended).toEqual({ code: 4408, reason: 'connection_init_timeout' });
  });

  it('4429 with a second connection_init', async () => {
    const socket = await ada();
    socket.init(`Bearer ${token}`);
    expect(await socket.ended).toEqual({ code: 4429, reason: 'second_connection_init' });
  });

  it.each<[string, string | Buffer | object]>([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a batch', '[{"type":"ping"},{"type":"ping"}]'],
    ['no type', '{}'],
    ['an unknown type', { type: 'start', id: '1' }],
    ['a type of the server', { type: 'connection_ack' }],
    ['a result', { type: 'next', id: '1', payload: {} }],
    ['no id', { type: 'subscribe', payload: { query: MY_TICKS } }],
    ['a number for an id', { type: 'subscribe', id: 1, payload: { query: MY_TICKS } }],
    ['a very long id', { type: 'subscribe', id: 'x'.repeat(500), payload: { query: MY_TICKS } }],
    ['no query', { type: 'subscribe', id: '1', payload: {} }],
    [
      'a list of variables',
      { type: 'subscribe', id: '1', payload: { query: '{a}', variables: [] } },
    ],
    ['bytes', Buffer.from('{"type":"ping"}')],
    ['40,000 brackets', '['.repeat(40_000)],
  ])('4400 with a message that is malformed: %s', async (_, message) => {
    const socket = await ada();
    socket.send(message);
    expect(await socket.ended).toEqual({ code: 4400, reason: 'malformed_message' });
  });

  it('1009 with a message of more than 100 KiB, also before it says who is calling', async () => {
    for (const socket of [await ada(), await fresh()]) {
      socket.send({ type: 'connection_init', payload: { x: 'x'.repeat(102_400) } });
      expect((await socket.ended).code).toBe(1009);
    }
  });

  it('1009 with connection parameters of more than 4 KiB', async () => {
    const socket = await fresh();
    const payload = { authorization: `Bearer ${token}`, note: 'x'.repeat(4_096) };
    socket.send({ type: 'connection_init', payload });
    expect((await socket.ended).code).toBe(1009);
  });

  it('1009 with connection parameters as deep as a message can be', async () => {
    const socket = await fresh();
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    socket.send(`{"type":"connection_init","payload":{"x":${deep}}}`);
    expect((await socket.ended).code).toBe(1009);
  });

  it('4401 when it subscribes before the acknowledgement', async () => {
    const socket = await fresh();
    socket.subscribe('1', MY_TICKS);
    expect(await socket.ended).toEqual({ code: 4401, reason: 'not_acknowledged' });
  });

  it('4409 with an id twice', async () => {
    const socket = await ada();
    socket.subscribe('1', MY_TICKS);
    socket.subscribe('1', MY_TICKS);
    expect(await socket.ended).toEqual({ code: 4409, reason: 'subscription_id_in_use' });
  });

  it.each([[['graphql-ws']], [[]]])('4406 with the subprotocols %j', async (protocols) => {
    const opening = TestSocket.open(api.url, { protocols });
    const socket = await keep(opening).catch(() => undefined);
    if (protocols.length > 0) expect(socket).toBeUndefined();
    else expect(await socket?.ended).toMatchObject({ code: 4406 });
  });

  it('4429 with 21 subscriptions, however fast they come', async () => {
    const socket = await ada();
    for (let id = 0; id < 100; id += 1) socket.subscribe(String(id), MY_TICKS);
    expect(await socket.ended).toEqual({ code: 4429, reason: 'too_many_operations' });
  });

  it('4429 with large subscriptions, though they are few', async () => {
    const socket = await ada();
    const query = `${MY_TICKS} # ${'x'.repeat(90_000)}`;
    for (const id of ['1', '2', '3']) socket.subscribe(id, query);
    expect(await socket.ended).toEqual({ code: 4429, reason: 'operations_too_large' });
  });

  it('4429 with fewer large messages: each counts once for each 10 KiB', async () => {
    const socket = await ada();
    const payload = { text: 'x'.repeat(95_000) };
    for (let count = 0; count < 15; count += 1) socket.send({ type: 'ping', payload });
    await socket.settle();
    for (let count = 0; count < 30; count += 1) socket.send({ type: 'ping', payload });
    expect(await socket.ended).toEqual({ code: 4429, reason: 'too_many_messages' });
  });

  it('4429 with a flood of pings, of either kind', async () => {
    for (const ping of ['message', 'frame']) {
      const socket = await ada();
      for (let count = 0; count < 400; count += 1) {
        if (ping === 'frame') socket.ws.ping();
        else socket.send({ type: 'ping' });
      }
      expect(await socket.ended).toEqual({ code: 4429, reason: 'too_many_messages' });
    }
  });

  it('4429 with the 21st socket of a caller, and not those of others', async () => {
    for (let count = 0; count < 20; count += 1) await ada();
    const socket = await fresh();
    socket.init(`Bearer ${token}`);
    expect(await socket.ended).toEqual({ code: 4429, reason: 'too_many_sockets' });
    await keep(TestSocket.connect(api.url, await issuer.token({ claims: { sub: 'grace' } })));
  });

  it('1013 when its client does not read', async () => {
    const socket = await ada();
    socket.subscribe('1', 'subscription { myTicks { id text } }');
    await socket.settle();
    socket.ws.pause();
    const text = 'x'.repeat(200_000);
    while (api.app.get(LiveSockets).operations > 0) {
      api.app.get(Ticks).publish('ada', { id: '1', text });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    while (api.app.get(LiveSockets).size > 0) await new Promise((r) => setTimeout(r, 5));
  });

  it('when its peer is dead', async () => {
    const socket = await keep(TestSocket.open(impatient.url, { autoPong: false }));
    socket.init(`Bearer ${token}`);
    expect((await socket.ended).code).toBe(1006);
  });
});

describe('an upgrade is refused', () => {
  const refusal = async (url: string, options = {}): Promise<number> => {
    try {
      await keep(TestSocket.open(url, options));
      return 101;
    } catch (error) {
      if (error instanceof UpgradeRefused) return error.status;
      throw error;
    }
  };

  it.each([
    ['https://app.example.com', 101],
    ['https://app.example.com.evil.example', 403],
    ['https://APP.example.com', 403],
    ['http://app.example.com', 403],
    ['null', 403],
    ['', 403],
  ])('by its Origin: %j', async (origin, status) => {
    expect(await refusal(api.url, { headers: { origin } })).toBe(status);
  });

  it.each(['/', '/graphql/', '/graphq', '/health/live', '/GRAPHQL', '/graphql%2f'])(
    'with 404 at %s, and its connection is closed',
    async (path) => {
      expect(await refusal(api.url.replace('/graphql', path))).toBe(404);
    },
  );

  it('with 429 where too many do not say who is calling', async () => {
    for (let count = 0; count < 5; count += 1) await fresh();
    expect(await refusal(api.url)).toBe(429);
  });

  it('not where it is an offer of HTTP/2, which is a request like any other', async () => {
    const body = JSON.stringify({ query: '{ open }' });
    const { hostname, port } = new URL(api.url);
    const client = connect(Number(port), hostname);
    client.write(
      `POST /graphql HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    setTimeout(() => client.write(body), 20);
    const answer = await new Promise<string>((resolve) =>
      client.once('data', (data) => resolve(String(data))),
    );
    client.destroy();
    expect(answer).toMatch(/^HTTP\/1.1 200/);
    expect(answer).toContain('{"data":{"open":"open"}}');
  });
});
