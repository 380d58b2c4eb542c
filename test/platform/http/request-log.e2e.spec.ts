import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { requests, type RequestRecord } from '../../../src/platform/http/http.metrics.js';
import { findFreePort } from '../../support/api-process.js';
import { useApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

let metricsPort: number;
let records: RequestRecord[] = [];
let unsubscribe: () => void;

const issuer = useIssuer();
beforeAll(async () => {
  metricsPort = await findFreePort();
  unsubscribe = requests.subscribe((record) => records.push(record));
});
const api = useApi({ trusts: issuer, env: () => ({ METRICS_PORT: String(metricsPort) }) });
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

  it('has the path where there is no operation', async () => {
    await fetch(api.url.replace('/graphql', '/health/live'));
    expect(records).toMatchObject([{ operation: '/health/live', code: 'OK', status: 200 }]);
  });
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
    await fetch(api.url.replace('/graphql', '/nowhere'));
    const before = namesOfSeries(await scrape());
    for (let index = 0; index < 150; index += 1) {
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
