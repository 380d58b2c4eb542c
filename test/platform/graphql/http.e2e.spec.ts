import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { useApi } from '../../support/api.js';
import { sendRaw } from '../../support/raw-http.js';
import { useIssuer } from '../../support/test-issuer.js';

const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'];
const OPEN = JSON.stringify({ query: '{ open }' });

const issuer = useIssuer();
const api = useApi({ trusts: issuer });

describe('a request that is not GraphQL over HTTP', () => {
  const json = { 'content-type': 'application/json' };
  const cases: [string, RequestInit, number, Record<string, string>?][] = [
    ['PUT', { method: 'PUT', headers: json, body: OPEN }, 405, { allow: 'GET, POST' }],
    ['PUT of text', { method: 'PUT', body: 'x' }, 405, { allow: 'GET, POST' }],
    ['PATCH', { method: 'PATCH', headers: json, body: OPEN }, 405, { allow: 'GET, POST' }],
    ['DELETE', { method: 'DELETE' }, 405, { allow: 'GET, POST' }],
    ['PROPFIND', { method: 'PROPFIND' }, 405, { allow: 'GET, POST' }],
    ['a body without a type', { body: Buffer.from(OPEN) }, 415],
    ['no body and no type', {}, 415],
    ['text/plain', typed('text/plain', OPEN), 415],
    ['a form', typed('application/x-www-form-urlencoded', 'query=%7Bhello%7D'), 415],
    ['multipart', typed('multipart/form-data; boundary=x', '--x--'), 415],
    ['application/graphql', typed('application/graphql', '{ open }'), 415],
    ['application/jsonp', typed('application/jsonp', OPEN), 415],
    ['XML', typed('application/xml', '<query/>'), 415],
    ['a malformed type', typed('json', OPEN), 415],
    ['UTF-16', typed('application/json; charset=utf-16', Buffer.from(OPEN, 'utf16le')), 415],
    ['gzip', { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(OPEN) }, 415],
    ['invalid JSON', typed('application/json', '{"query":'), 400],
    ['an empty body', typed('application/json', ''), 400],
    ['a JSON string', typed('application/json', '"{ open }"'), 400],
    ['null', typed('application/json', 'null'), 400],
    ['an empty object', typed('application/json', '{}'), 400],
    ['no query', typed('application/json', '{"variables":{}}'), 400],
    ['a query that is not a string', typed('application/json', '{"query":{}}'), 400],
    ['an empty query', typed('application/json', '{"query":""}'), 400],
    ['a syntax error', typed('application/json', '{"query":"{"}'), 400],
    ['variables as a string', typed('application/json', '{"query":"{open}","variables":"x"}'), 400],
    ['variables as a list', typed('application/json', '{"query":"{open}","variables":[]}'), 400],
    [
      'operationName as a number',
      typed('application/json', '{"query":"{open}","operationName":1}'),
      400,
    ],
    [
      'an operation that is not there',
      typed('application/json', '{"query":"{open}","operationName":"x"}'),
      400,
    ],
    ['a batch', typed('application/json', `[${OPEN},${OPEN}]`), 400],
    [
      '__proto__',
      typed('application/json', '{"query":"{open}","__proto__":{"isAdmin":true}}'),
      400,
    ],
    [
      'constructor.prototype',
      typed('application/json', '{"query":"{open}","constructor":{"prototype":{}}}'),
      400,
    ],
    [
      '__proto__ in variables',
      typed('application/json', '{"query":"{open}","variables":{"__proto__":{}}}'),
      400,
    ],
    [
      'a persisted query',
      typed('application/json', '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}'),
      400,
    ],
    [
      'more than 100 KiB',
      typed('application/json', JSON.stringify({ query: '{ open }', filler: 'x'.repeat(102_400) })),
      413,
    ],
  ];

  it.each(cases.flatMap((row) => MEDIA_TYPES.map((type) => [type, ...row] as const)))(
    'as %s: %s',
    async (accept, _, init, status, headers = {}) => {
      const response = await send(init, { accept });
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
      expect(Object.fromEntries(response.headers)).toMatchObject(headers);
      const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
      expect(body).toEqual({
        errors: [
          expect.objectContaining({
            message: expect.stringMatching(/./),
            extensions: { code: expect.stringMatching(/^[A-Z_]+$/) },
          }),
        ],
      });
      expect(body.errors[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    },
  );

  it('is refused with a message and a code', async () => {
    const put = await send({ method: 'PUT', body: 'x' });
    expect(await put.json()).toEqual({
      errors: [{ message: 'Use GET or POST.', extensions: { code: 'BAD_REQUEST' } }],
    });
    const text = await send(typed('text/plain', OPEN));
    expect(await text.json()).toEqual({
      errors: [
        {
          message: 'The body must be application/json in UTF-8.',
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    });
  });

  it('HEAD has no body', async () => {
    const response = await send({ method: 'HEAD' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  it.each([
    'text/html',
    'image/*',
    'application/xml',
    'application/json;q=0',
    'application/json;charset=utf-16',
    'application/json;version=2',
  ])('Accept: %s is 406, and nothing runs', async (accept) => {
    const response = await send(typed('application/json', OPEN), { accept });
    expect(response.status).toBe(406);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'Accept application/json or application/graphql-response+json.',
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    });
  });

  it.each([
    ['*/*', 'application/json'],
    ['', 'application/json'],
    ['application/*', 'application/json'],
    [
      'application/graphql-response+json, application/json;q=0.9',
      'application/graphql-response+json',
    ],
    ['application/json;q=0.5, application/graphql-response+json;q=0.4', 'application/json'],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['APPLICATION/JSON; CHARSET=UTF-8', 'application/json'],
    ['application/json;q=0, */*', 'application/graphql-response+json'],
    // As Apollo's negotiator takes them: the other range is the one that fits.
    ['application/json;version=2, */*', 'application/json'],
    ['application/json;version=2, application/json', 'application/json'],
  ])('Accept: "%s" gives %s, for answers and for errors', async (accept, type) => {
    const good = await send(typed('application/json', OPEN), { accept });
    const bad = await send(typed('application/json', '{'), { accept });
    expect([good.status, good.headers.get('content-type')]).toEqual([
      200,
      `${type}; charset=utf-8`,
    ]);
    expect([bad.status, bad.headers.get('content-type')]).toEqual([400, `${type}; charset=utf-8`]);
  });
});

describe('an unusual request line or host', () => {
  it.each(['[', 'a b', 'ex%ample', '::::', '<script>', ''])('Host "%s" is 400', async (host) => {
    const answer = await sendRaw(api.url, post(`Host: ${host}`), OPEN);
    expect(answer.status).toBe(400);
  });

  it.each(['localhost', 'api.example.com:8443', '[::1]:3000', '127.0.0.1'])(
    'Host "%s" is served',
    async (host) => {
      const answer = await sendRaw(api.url, post(`Host: ${host}`), OPEN);
      expect(answer.status).toBe(200);
    },
  );

  it('a missing Host, which HTTP/1.0 allows, is 400', async () => {
    const lines = post('X: y').map((line) => line.replace('HTTP/1.1', 'HTTP/1.0'));
    const answer = await sendRaw(api.url, lines, OPEN);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      errors: [{ message: 'The host is malformed.', extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it.each([
    '/',
    '/graphql/',
    '/graphql/x',
    '/GraphQL',
    '/.env',
    '/../etc/passwd',
    '/admin?token=abc',
  ])('the path %s is a plain 404', async (path) => {
    const answer = await sendRaw(api.url, [`GET ${path} HTTP/1.1`, 'Host: x']);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toEqual({ statusCode: 404, message: 'Not Found' });
  });
});

describe('GET', () => {
  const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${api.url}?${new URLSearchParams(parameters)}`, { headers });
  const preflighted = { 'apollo-require-preflight': 'true' };

  it('answers a query', async () => {
    const response = await get({ query: '{ open }' }, preflighted);
    expect(await response.json()).toEqual({ data: { open: 'open' } });
  });

  it('is refused without a header that foreign pages cannot send', async () => {
    const response = await get({ query: '{ open }' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('never changes anything', async () => {
    const query = 'mutation { changeProbe(to: {}) { id } }';
    const response = await get(
      { query },
      { ...preflighted, authorization: `Bearer ${await issuer.token()}` },
    );
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it.each<Record<string, string>>([
    {},
    { query: '' },
    { query: '{' },
    { query: '{ open }', variables: '[' },
    { query: '{ open }', variables: '[]' },
    { query: '{ open }', extensions: 'x' },
  ])('with %j is 400', async (parameters) => {
    expect((await get(parameters, preflighted)).status).toBe(400);
  });

  it('with the query twice is 400', async () => {
    const response = await fetch(`${api.url}?query={open}&query={open}`, {
      headers: preflighted,
    });
    expect(response.status).toBe(400);
  });
});

/** Helmet's headers that mean nothing to the reader of JSON. */
const FOR_PAGES = [
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
];

describe('security headers', () => {
  it('are part of every answer: those that OWASP names for an API', async () => {
    for (const path of [api.url, new URL('/nowhere', api.url).href]) {
      const { headers } = await fetch(path, { method: 'POST' });
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers.has('x-powered-by')).toBe(false);
      expect(headers.has('server')).toBe(false);
    }
  });

  it('that are for pages are left out of JSON', async () => {
    const { headers } = await send(typed('application/json', OPEN));
    for (const name of FOR_PAGES) expect([name, headers.get(name)]).toEqual([name, null]);
  });

  it.each(['text/html', 'TEXT/*', 'application/xhtml+xml, text/html;q=0.9, */*;q=0.8'])(
    'of a page, which a browser asks for by %s, are all of helmet’s',
    async (accept) => {
      const { headers } = await fetch(api.url, { headers: { accept } });
      expect(headers.get('content-type')).toMatch(/^text\/html/);
      for (const name of FOR_PAGES) expect([name, headers.has(name)]).toEqual([name, true]);
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );

  it('keep answers out of caches', async () => {
    const { headers } = await send(typed('application/json', OPEN));
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('ask for TLS only in production', async () => {
    const { headers } = await send(typed('application/json', OPEN));
    expect(headers.has('strict-transport-security')).toBe(false);
  });
});

describe('CORS outside of production', () => {
  it.each([
    'https://studio.apollographql.com',
    'http://localhost:5173',
    'http://127.0.0.1',
    'http://[::1]:1',
  ])('%s may call', async (origin) => {
    const response = await send(typed('application/json', OPEN), { origin });
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('vary')).toMatch(/origin/i);
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
  });

  it.each([
    'null',
    '*',
    'https://evil.example',
    'http://localhost.evil.example',
    'http://evil.example/http://localhost:1',
    'https://studio.apollographql.com.evil.example',
    'http://localhost:5173/',
    'http://localhost:99999999',
    'https://localhost:5173',
  ])('%s may not', async (origin) => {
    const response = await send(typed('application/json', OPEN), { origin });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('answers a bare OPTIONS without a body', async () => {
    const response = await send({ method: 'OPTIONS' });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('lets the page read a refusal', async () => {
    const origin = 'http://localhost:5173';
    for (const init of [
      typed('text/plain', 'x'),
      typed('application/json', '{'),
      typed('application/json', '{"query":"{guarded}"}'),
    ]) {
      const { headers } = await send(init, { origin });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-expose-headers')).toMatch(/www-authenticate/i);
    }
  });
});

function typed(type: string, body: string | Buffer<ArrayBuffer>): RequestInit {
  return { headers: { 'content-type': type }, body };
}

function send(init: RequestInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(api.url, {
    method: 'POST',
    ...init,
    headers: { ...(init.headers as Record<string, string>), ...headers },
  });
}

function post(host: string): string[] {
  return [
    'POST /graphql HTTP/1.1',
    host,
    'Content-Type: application/json',
    `Content-Length: ${OPEN.length}`,
  ];
}
