import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { CostsPoints, Public } from '../../../src/platform/auth/index.js';
import { askedPoints, type PointsRecord } from '../../../src/platform/http/load.metrics.js';
import { measureBlocking } from '../../support/blocking.js';
import { useApi } from '../../support/api.js';
import { TestSocket } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { LIVE_PROBE, Ticks } from '../live/live-probe.js';

@Controller('reports')
class ReportsController {
  @Get('short')
  short(): string {
    return 'short';
  }

  @CostsPoints(150)
  @Get('long')
  long(): string {
    return 'long';
  }

  @Public()
  @Get('public')
  public(): string {
    return 'public';
  }
}

const issuer = useIssuer();
const LIMITS = { CALLER_POINTS_PER_MINUTE: '200', MAX_OPERATION_POINTS: '200' };
const api = useApi({
  trusts: issuer,
  providers: LIVE_PROBE,
  controllers: [ReportsController],
  env: { ...LIMITS, TRUST_PROXY: 'loopback' },
});

const open: TestSocket[] = [];
let count = 0;
const fresh = () => `user ${(count += 1)}`;
const address = () => `203.0.113.${(count += 1)}`;
const from = async (ip: string, sub?: string) => {
  const actor = sub ? api.as(await issuer.token({ claims: { sub } })) : api.anonymous;
  return actor.with({ 'x-forwarded-for': ip });
};
/** Costs 16 points. */
const PROBE = `{ probe { id ${Array.from({ length: 14 }, (_, n) => `blank${n}`).join(' ')} } }`;
const OVERDRAWN = {
  message: expect.stringMatching(/^Too much was asked for within a minute: try again in \d+ s\.$/),
  extensions: {
    code: 'TOO_MANY_REQUESTS',
    hint: 'A caller may use 200 points a minute, over HTTP and sockets together: CALLER_POINTS_PER_MINUTE.',
  },
};

describe('a caller who has used the points of a minute', () => {
  it('gets 429 with Retry-After, from whatever address; other callers are served', async () => {
    const sub = fresh();
    const statuses = [];
    for (let turn = 0; turn < 12; turn += 1) {
      statuses.push((await (await from(address(), sub)).query(PROBE)).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 12 }, () => 200)]);
    const ip = address();
    const refused = await (await from(ip, sub)).query(PROBE);
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({
      errors: [{ ...OVERDRAWN, locations: expect.anything(), path: ['probe'] }],
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await (await from(ip, fresh())).query(PROBE)).status).toBe(200);
  });

  it('is told with each answer what is left', async () => {
    const caller = await from(address(), fresh());
    await caller.query(PROBE);
    const { headers } = await caller.query(PROBE);
    expect(headers.get('ratelimit-policy')).toBe('"caller";q=200;w=60');
    expect(headers.get('ratelimit')).toMatch(/^"caller";r=168;t=\d+$/);
  });

  it('pays once for all fields of an operation, and each of them is refused', async () => {
    const caller = await from(address(), fresh());
    const query = '{ a: guarded b: guarded c: guarded }';
    for (let turn = 0; turn < 2; turn += 1) await caller.query(query);
    expect((await caller.query(query)).headers.get('ratelimit')).toMatch(/r=191;/);
    for (let turn = 0; turn < 11; turn += 1) await caller.query(PROBE);
    for (let turn = 0; turn < 5; turn += 1) await caller.query(query);
    expect((await caller.query(query)).status).toBe(429);
  });

  it('pays for what a missing permission refuses', async () => {
    const caller = await from(address(), fresh());
    const query = `{ probeById(id: "1") { ${Array.from({ length: 14 }, (_, n) => `blank${n}`).join(' ')} } }`;
    const statuses = [];
    for (let turn = 0; turn < 15; turn += 1) statuses.push((await caller.query(query)).status);
    expect(statuses.slice(0, 13)).toEqual(Array.from({ length: 13 }, () => 403));
    expect(statuses[14]).toBe(429);
  });

  it('pays over sockets from the same points', async () => {
    const sub = fresh();
    const socket = await connect(sub);
    for (let turn = 0; turn < 12; turn += 1) await (await from(address(), sub)).query(PROBE);
    socket.subscribe('1', 'subscription { myTicks { id } }');
    expect((await socket.take('error')).payload).toEqual([OVERDRAWN]);
    expect(socket.ws.readyState).toBe(socket.ws.OPEN);
  });
});

describe('a route beside GraphQL', () => {
  const get = async (path: string, token?: string) => {
    const headers = {
      'x-forwarded-for': address(),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    return (await fetch(api.url.replace('/graphql', `/reports/${path}`), { headers })).status;
  };

  it('takes 10 points of its caller, or as many as it says', async () => {
    const token = await issuer.token({ claims: { sub: fresh() } });
    expect([await get('long', token), await get('long', token)]).toEqual([200, 429]);
    const statuses = [];
    for (let turn = 0; turn < 6; turn += 1) statuses.push(await get('short', token));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await api.as(token).query(PROBE)).status).toBe(429);
  });

  it('takes none where it is public', async () => {
    for (let turn = 0; turn < 25; turn += 1) expect(await get('public')).toBe(200);
  });
});

describe('an address', () => {
  const alias = (turn: number) =>
    `{ ${Array.from({ length: 25 }, (_, n) => `a${turn}x${n}: open`).join(' ')} }`;

  it('pays for anonymous operations, and callers behind it do not', async () => {
    const ip = address();
    const anonymous = await from(ip);
    const statuses = [];
    for (let turn = 0; turn < 9; turn += 1) statuses.push((await anonymous.query(alias(0))).status);
    expect(statuses).toContain(429);
    expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200]);
    const sub = fresh();
    await (await from(address(), sub)).query('{ guarded }');
    expect((await (await from(ip, sub)).query('{ guarded }')).status).toBe(200);
  });

  it('pays for documents that are not valid, at least 50 points each', async () => {
    const anonymous = await from(address());
    const statuses = [];
    for (let turn = 0; turn < 6; turn += 1) {
      statuses.push((await anonymous.query(`{ nothing${turn} }`)).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 429, 429]);
  });

  it('pays for wrong variables by their size, also of protected fields', async () => {
    const anonymous = await from(address());
    const query = 'query ($skip: Boolean!) { guarded @skip(if: $skip) }';
    const statuses = [];
    for (let turn = 0; turn < 4; turn += 1) {
      statuses.push((await anonymous.query(query, { skip: 'x'.repeat(700) })).status);
    }
    expect(statuses.slice(0, 1)).toEqual([400]);
    expect(statuses.slice(-1)).toEqual([429]);
  });

  it('pays for tokens that are refused', async () => {
    const ip = address();
    const expired = api
      .as(await issuer.token({ claims: { exp: 1_000_000_000 } }))
      .with({ 'x-forwarded-for': ip });
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await expired.query('{ guarded }')).status).toBe(401);
    }
    expect((await (await from(ip)).query('{ open }')).status).toBe(429);
  });

  it('pays for the public fields beside a protected one that is refused', async () => {
    const ip = address();
    const query = `{ guarded ${alias(2).slice(1)}`;
    const statuses = [];
    for (let turn = 0; turn < 6; turn += 1) {
      statuses.push((await (await from(ip)).query(query)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
    expect((await (await from(ip, fresh())).query(query)).status).toBe(200);
  });

  it('pays where the protected field is skipped', async () => {
    const anonymous = await from(address());
    const query = `query ($skip: Boolean = true) { guarded @skip(if: $skip) ${alias(1).slice(1)}`;
    const statuses = [];
    for (let turn = 0; turn < 9; turn += 1) statuses.push((await anonymous.query(query)).status);
    expect(statuses).toContain(429);
  });
});

describe('a socket', () => {
  it('with a token that is refused takes points of its address', async () => {
    const ip = address();
    const headers = { 'x-forwarded-for': ip };
    for (let turn = 0; turn < 4; turn += 1) {
      const socket = await TestSocket.open(api.url, { headers });
      socket.init('Bearer garbage');
      expect((await socket.ended).code).toBe(4401);
    }
    expect((await (await from(ip)).query('{ open }')).status).toBe(429);
  });

  it('pays for documents that are not valid, and is closed with 4429 when it goes on', async () => {
    const socket = await connect(fresh());
    const codes = [];
    for (let turn = 0; turn < 14; turn += 1) {
      socket.subscribe(String(turn), 'subscription { nothing { id } }');
      codes.push((await socket.take('error')).payload[0].extensions.code);
    }
    expect(codes.slice(0, 5)).toEqual([
      ...Array.from({ length: 4 }, () => 'GRAPHQL_VALIDATION_FAILED'),
      'TOO_MANY_REQUESTS',
    ]);
    socket.subscribe('last', 'subscription { nothing { id } }');
    expect(await socket.ended).toEqual({
      code: 4429,
      reason: 'too_many_points: A caller may use 200 a minute: CALLER_POINTS_PER_MINUTE.',
    });
  });
});

describe('events', () => {
  const limited = useApi({
    trusts: issuer,
    providers: LIVE_PROBE,
    env: { ...LIMITS, CALLER_POINTS_PER_MINUTE: '600' },
  });

  it('cost points of their own: a subscription ends, and requests are served', async () => {
    const sub = fresh();
    const token = await issuer.token({ claims: { sub } });
    const socket = await TestSocket.connect(limited.url, token);
    open.push(socket);
    const subscribe = (id: number) =>
      socket.subscribe(String(id), 'subscription { myTicks { id } }');
    subscribe(0);
    await socket.settle();
    for (let n = 1; n < 10; n += 1) subscribe(n);
    await socket.settle();
    for (let n = 0; n < 2; n += 1) await socket.take('pong');
    // Each costs 2 points, for each of the ten.
    for (let n = 0; n < 30; n += 1) limited.app.get(Ticks).publish(sub, { id: String(n) });
    for (let n = 0; n < 300; n += 1) await socket.take('next');
    limited.app.get(Ticks).publish(sub, { id: 'last' });
    expect((await socket.take('error')).payload[0].extensions.code).toBe('TOO_MANY_REQUESTS');
    expect((await limited.as(token).query(PROBE)).status).toBe(200);
  });
});

describe('an operation that costs too much', () => {
  const fields = Array.from({ length: 14 }, (_, n) => `blank${n}`).join(' ');
  const names = Array.from({ length: 15 }, (_, n) => `a${n}: probe { ...Fields }`).join(' ');
  const dear = `{ ${names} } fragment Fields on Probe { ${fields} }`;

  it('costs as much as the dearest that is executed: counting it takes as long', async () => {
    const ip = address();
    const caller = await from(ip, fresh());
    expect((await caller.query(dear)).body.errors?.[0]?.extensions.code).toBe(
      'OPERATION_TOO_EXPENSIVE',
    );
    expect((await (await from(ip)).query('{ open }')).status).toBe(429);
  });
});

describe('a caller that starts and ends subscriptions', () => {
  it('pays 50 points for each start, however little it asks for', async () => {
    const socket = await connect(fresh());
    for (let n = 0; n < 5; n += 1) {
      socket.subscribe(String(n), 'subscription { myTicks { id } }');
      await socket.settle();
      socket.send({ type: 'complete', id: String(n) });
    }
    const errors = socket.messages.filter(({ type }) => type === 'error');
    expect(errors.map(({ payload }) => payload[0].extensions.code)).toEqual(['TOO_MANY_REQUESTS']);
  });
});

describe('the metric of points', () => {
  it('adds up what operations ask for, in words of the schema alone', async () => {
    const seen: PointsRecord[] = [];
    const stop = askedPoints.subscribe((record) => seen.push(record));
    const caller = await from(address(), fresh());
    await caller.query('query Mine { mine: probe { id } }');
    await caller.query('{ a: probe { id } guarded }');
    const socket = await connect(fresh());
    socket.subscribe('1', 'subscription Mine { myTicks { id } }');
    await socket.settle();
    stop();
    expect(seen).toEqual([
      { target: 'query probe', points: 2 },
      { target: 'query *', points: 3 },
      { target: 'subscription myTicks', points: 2 },
    ]);
  });
});

describe('a caller with many subscriptions', () => {
  const COUNTED = 'subscription { countedTicks { id text } }';
  const roomy = useApi({
    trusts: issuer,
    providers: LIVE_PROBE,
    env: { ...LIMITS, CALLER_POINTS_PER_MINUTE: '100000' },
  });
  const connectWith = async (token: string) => {
    const socket = await TestSocket.connect(roomy.url, token);
    open.push(socket);
    return socket;
  };
  const texts = async (socket: TestSocket, many: number) => {
    const received = [];
    for (let n = 0; n < many; n += 1) {
      received.push((await socket.take('next')).payload.data.countedTicks.text);
    }
    return received;
  };

  it('has each event executed once for all that ask the same with the same token', async () => {
    const sub = fresh();
    const token = await issuer.token({ claims: { sub } });
    const other = await issuer.token({ claims: { sub, jti: 'another' } });
    const sockets = [await connectWith(token), await connectWith(token), await connectWith(other)];
    for (const socket of sockets) {
      for (let n = 0; n < 10; n += 1) socket.subscribe(String(n), COUNTED);
      socket.subscribe('renamed', 'subscription { countedTicks { id words: text } }');
      await socket.settle();
      await socket.take('pong');
    }
    roomy.app.get(Ticks).publish(sub, { id: '1' });
    const [one, two, three] = await Promise.all(sockets.map((socket) => texts(socket, 10)));
    expect(new Set(one).size).toBe(1);
    expect(two).toEqual(one);
    expect(new Set(three).size).toBe(1);
    expect(three?.[0]).not.toBe(one?.[0]);
    await Promise.all(sockets.map((socket) => socket.take('next')));
    roomy.app.get(Ticks).publish(sub, { id: '2' });
    expect((await texts(sockets[0] as TestSocket, 10))[0]).not.toBe(one?.[0]);
  });

  it('does not block the process for 50 ms when events reach all of them', async () => {
    const sub = fresh();
    const token = await issuer.token({ claims: { sub } });
    const sockets = await Promise.all(Array.from({ length: 5 }, () => connectWith(token)));
    for (const socket of sockets) {
      for (let n = 0; n < 20; n += 1) {
        const alias = `subscription { countedTicks { id t${socket.messages.length}x${n}: text } }`;
        socket.subscribe(String(n), alias);
      }
      await socket.settle();
      await socket.take('pong');
    }
    const { blockedMs, controlMs } = await measureBlocking(async () => {
      for (let n = 0; n < 5; n += 1) roomy.app.get(Ticks).publish(sub, { id: String(n) });
      for (const socket of sockets) {
        for (let n = 0; n < 100; n += 1) await socket.take('next');
      }
    });
    expect(blockedMs).toBeLessThan(controlMs);
  });

  it('is refused the 101st, and may start another when one has ended', async () => {
    const token = await issuer.token({ claims: { sub: fresh() } });
    const sockets = await Promise.all(Array.from({ length: 6 }, () => connectWith(token)));
    const last = sockets[5] as TestSocket;
    for (const socket of sockets.slice(0, 5)) {
      for (let n = 0; n < 20; n += 1) socket.subscribe(String(n), COUNTED);
      await socket.settle();
    }
    last.subscribe('101', COUNTED);
    const { payload } = await last.take('error');
    expect(payload).toMatchObject([
      {
        message: 'A caller may have 100 subscriptions: end one before the next.',
        extensions: { code: 'TOO_MANY_REQUESTS' },
      },
    ]);
    sockets[0]?.send({ type: 'complete', id: '0' });
    await sockets[0]?.settle();
    last.subscribe('again', COUNTED);
    await last.settle();
    expect(last.messages.filter(({ type }) => type === 'error')).toHaveLength(1);
  });
});

afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

async function connect(sub: string): Promise<TestSocket> {
  const socket = await TestSocket.connect(api.url, await issuer.token({ claims: { sub } }));
  open.push(socket);
  return socket;
}
