import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get, Logger } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { requests, type RequestRecord } from '../../../src/platform/http/http.metrics.js';
import { findFreePort } from '../../support/api-process.js';
import { useApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

let metricsPort: number;
let records: RequestRecord[] = [];
let unsubscribe: () => void;

let asked: (() => void) | undefined;

@Public()
@Resolver()
class EndlessResolver {
  @Query(() => String)
  endless(): Promise<string> {
    asked?.();
    return new Promise(() => undefined);
  }
}

@Controller('private')
class PrivateController {
  @Get()
  read(): string {
    return 'private';
  }
}

const issuer = useIssuer();
beforeAll(async () => {
  metricsPort = await findFreePort();
  unsubscribe = requests.subscribe((record) => records.push(record));
});
const api = useApi({
  trusts: issuer,
  providers: [EndlessResolver],
  controllers: [PrivateController],
  env: () => ({ METRICS_PORT: String(metricsPort) }),
});
afterAll(() => unsubscribe());
afterEach(() => {
  records = [];
});

describe('the record of a request', () => {
  it('holds the operation, the outcome, the duration and a pseudonym of the caller', async () => {
    const token = await issuer.token({ claims: { sub: 'auth0|somebody' } });
    await api.as(token).query('query Guarded { guarded }');
    expect(records).toEqual([
      {
        id: expect.stringMatching(/^[\w-]{36}$/),
        operation: 'Guarded',
        target: 'query guarded',
        code: 'OK',
        status: 200,
        durationMs: expect.any(Number),
        subject: expect.stringMatching(/^[\w-]{43}$/),
      },
    ]);
    expect(JSON.stringify(records)).not.toContain('somebody');
  });

  it('has the code of a refusal', async () => {
    await api.anonymous.query('{ guarded }');
    expect(records).toMatchObject([
      { operation: 'anonymous', target: 'query guarded', code: 'UNAUTHENTICATED', status: 401 },
    ]);
  });

  it.each([1, 2])('has the reason of a refusal, time %d', async () => {
    const token = await issuer.token({ claims: { exp: 1 } });
    await api.as(token).query('query Refused { guarded }');
    expect(records).toMatchObject([
      { operation: 'Refused', code: 'UNAUTHENTICATED', reason: 'token_expired', status: 401 },
    ]);
    expect(records[0]).not.toHaveProperty('subject');
  });

  it('has the reason of a refusal at a route outside of GraphQL', async () => {
    await fetch(api.url.replace('/graphql', '/private'));
    expect(records).toMatchObject([
      { operation: '/private', code: 'HTTP_401', reason: 'token_missing', status: 401 },
    ]);
  });

  it('has the path where there is no operation', async () => {
    await fetch(api.url.replace('/graphql', '/health/live'));
    expect(records).toMatchObject([{ operation: '/health/live', code: 'OK', status: 200 }]);
  });
});

describe('a client that hangs up', () => {
  it('leaves a record when it does not wait for its answer', async () => {
    const client = new AbortController();
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const body = JSON.stringify({ query: 'query Endless { endless }' });
    const headers = { 'content-type': 'application/json' };
    const answer = fetch(api.url, { method: 'POST', headers, body, signal: client.signal });
    await isAsked;
    client.abort();
    await expect(answer).rejects.toThrow();
    await until(() => records.length > 0);
    expect(records).toEqual([
      {
        id: expect.any(String),
        operation: 'Endless',
        target: 'query endless',
        code: 'CLIENT_CLOSED_REQUEST',
        status: 499,
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('is not a defect when it does not send all of its body', async () => {
    const log = jest.spyOn(Logger.prototype, 'error');
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n' +
        'Content-Length: 100\r\nExpect: 100-continue\r\n\r\n{"query"',
    );
    await once(socket, 'data');
    socket.destroy();
    await until(() => records.length > 0);
    expect(records).toMatchObject([{ code: 'CLIENT_CLOSED_REQUEST', status: 499 }]);
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });

  async function until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

describe('X-Request-Id', () => {
  it('is taken from the caller and returned', async () => {
    const { headers } = await api.anonymous.with({ 'x-request-id': 'abc-123' }).query('{ open }');
    expect(headers.get('x-request-id')).toBe('abc-123');
    expect(records[0]?.id).toBe('abc-123');
  });

  it.each(['', 'a b', 'a"b', 'ä'.repeat(3), 'x'.repeat(129)])('is replaced for %j', async (id) => {
    const { headers } = await api.anonymous
      .with({ 'x-request-id': Buffer.from(id).toString('latin1') })
      .query('{ open }');
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });
});

describe('/metrics', () => {
  function namesOfSeries(text: string): string[] {
    return [...text.matchAll(/^api_request_duration_seconds_count\{(.*)\}/gm)].map(([, labels]) =>
      String(labels),
    );
  }

  async function scrape(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  }

  it('counts requests by target and code, and measures the process', async () => {
    await api.anonymous.query('query Refused { guarded }');
    const text = await scrape();
    expect(text).toContain(
      'api_request_duration_seconds_count{target="query guarded",code="UNAUTHENTICATED"} ',
    );
    expect(text).toContain('api_token_verifications_total{outcome="token_missing"} ');
    expect(text).toContain('api_key_refreshes_total{issuer="AUTH0_DOMAIN",outcome="ok"} 1');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).toContain('process_resident_memory_bytes');
  });

  it.each([
    ['one field', 'query Name { open }', 'query open'],
    ['one field under two names', 'query Name { a: open b: open }', 'query open'],
    ['several fields', 'query Name { open guarded }', 'query *'],
    ['a fragment', 'query Name { ...F } fragment F on Query { open }', 'query *'],
    ['a mutation', 'mutation Name { changeProbe(to: {}) { id } }', 'mutation changeProbe'],
    ['a field that is not there', 'query Name { nothing }', '/graphql'],
    ['two operations', 'query Name { open } query Other { open }', '/graphql'],
    ['no document', '{', '/graphql'],
  ])('counts %s under a name that the API chose', async (_, query, target) => {
    // The second execution takes the fast path.
    await api.anonymous.query(query);
    await api.anonymous.query(query);
    expect(records.map((record) => record.target)).toEqual([target, target]);
    expect(await scrape()).toContain(`{target="${target}",code="${records[0]?.code}"}`);
  });

  it('has no more time series for more names of operations and aliases', async () => {
    await api.anonymous.query('{ open }');
    await api.anonymous.query('{ unknown }');
    await fetch(api.url.replace('/graphql', '/nowhere'));
    const before = namesOfSeries(await scrape());
    for (let index = 0; index < 30; index += 1) {
      await api.anonymous.query(`query Name${index} { alias${index}: open }`);
      await api.anonymous.query(`query Name${index} { unknown${index} }`);
      await fetch(api.url.replace('/graphql', `/nowhere/${index}`));
    }
    expect(namesOfSeries(await scrape())).toEqual(before);
  });

  it('is not on the port of the API', async () => {
    expect((await fetch(api.url.replace('/graphql', '/metrics'))).status).toBe(404);
  });
});
