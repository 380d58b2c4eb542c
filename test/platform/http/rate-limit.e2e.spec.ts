import { describe, expect, it } from '@jest/globals';
import { useApi } from '../../support/api.js';

const api = useApi({ env: { RATE_LIMIT_PER_MINUTE: '3', TRUST_PROXY: 'loopback' } });

function ask(client: string) {
  return api.anonymous.with({ 'x-forwarded-for': client }).query('{ open }');
}

it('a client over its limit gets 429 with Retry-After, and other clients are served', async () => {
  const answers = [];
  for (let count = 0; count < 5; count += 1) answers.push(await ask('203.0.113.1'));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
  expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(answers[3]?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect((await ask('203.0.113.2')).status).toBe(200);
});

it('each answer says what is left', async () => {
  const [first, second] = [await ask('203.0.113.9'), await ask('203.0.113.9')];
  expect(first.headers.get('ratelimit-policy')).toBe('"address";q=3;w=60');
  expect(first.headers.get('ratelimit')).toMatch(/^"address";r=2;t=\d+$/);
  expect(second.headers.get('ratelimit')).toMatch(/^"address";r=1;t=\d+$/);
});

it('a client cannot evade its limit by sending more addresses', async () => {
  for (let count = 0; count < 3; count += 1) await ask(`198.51.100.${count}, 203.0.113.3`);
  expect((await ask('198.51.100.9, 203.0.113.3')).status).toBe(429);
});

describe('a request counts', () => {
  let clients = 0;
  const json = { 'content-type': 'application/json' };

  it.each<[string, string, RequestInit]>([
    ['to a path that is not there (404)', '/nowhere', {}],
    ['to a probe by another method (404)', '/health/live', { method: 'POST' }],
    ['to a path that cannot be decoded (404)', '/%', {}],
    ['by another method (405)', '/graphql', { method: 'PUT' }],
    [
      'that accepts no JSON (406)',
      '/graphql',
      { method: 'POST', headers: { ...json, accept: 'a/b' } },
    ],
    ['of another type (415)', '/graphql', { method: 'POST', body: 'text' }],
    [
      'that is too large (413)',
      '/graphql',
      { method: 'POST', headers: json, body: ' '.repeat(200_000) },
    ],
    ['that is not JSON (400)', '/graphql', { method: 'POST', headers: json, body: '{' }],
    ['of a page that asks whether it may call (204)', '/graphql', { method: 'OPTIONS' }],
    ['for the landing page (200)', '/graphql', { headers: { accept: 'text/html' } }],
  ])('%s', async (title, path, init) => {
    const status = Number(/\((\d+)\)$/.exec(title)?.[1]);
    clients += 1;
    const headers = { ...init.headers, 'x-forwarded-for': `192.0.2.${clients}` };
    const statuses = [];
    for (let count = 0; count < 4; count += 1) {
      statuses.push((await fetch(new URL(path, api.url), { ...init, headers })).status);
    }
    expect(statuses).toEqual([status, status, status, 429]);
  });
});

it('a refused client sees a GraphQL error, and a web page may read it', async () => {
  const headers = { origin: 'http://localhost:5173', 'x-request-id': 'abc' };
  for (let count = 0; count < 3; count += 1) await ask('203.0.113.4');
  const answer = await api.anonymous
    .with({ ...headers, 'x-forwarded-for': '203.0.113.4' })
    .query('{ open }');
  expect(answer.body).toEqual({
    errors: [
      {
        message: expect.stringMatching(/^Too many requests: try again in \d+ s\.$/),
        extensions: {
          code: 'TOO_MANY_REQUESTS',
          hint: 'One client address may send 3 requests a minute: RATE_LIMIT_PER_MINUTE.',
        },
      },
    ],
  });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'access-control-allow-origin': headers.origin,
    'access-control-expose-headers': expect.stringContaining('retry-after, ratelimit'),
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'x-request-id': 'abc',
  });
});

it('an IPv4 address is one client in each of its spellings', async () => {
  const statuses = [];
  for (const client of ['203.0.113.5', '::ffff:203.0.113.5', '::FFFF:cb00:7105', '203.0.113.5']) {
    statuses.push((await ask(client)).status);
  }
  expect(statuses).toEqual([200, 200, 200, 429]);
});

it('the addresses of one IPv6 network are one client', async () => {
  for (let count = 0; count < 3; count += 1) await ask(`2001:db8:1:2::${count}`);
  expect((await ask('2001:db8:1:2:ffff::9')).status).toBe(429);
  expect((await ask('2001:db8:1:3::1')).status).toBe(200);
});

it.each(['fe80::1%eth0', 'unknown', '_hidden', '::ffff:192.0.2.300', '[2001:db8::1]:1', ','])(
  'a malformed address (%s) is counted, too',
  async (address) => {
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await ask(address)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  },
);

it('probes are not limited', async () => {
  const live = api.url.replace('/graphql', '/health/live');
  const statuses = [];
  for (let count = 0; count < 6; count += 1) statuses.push((await fetch(live)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
});
