import { describe, expect, it } from '@jest/globals';
import { type TestApi, useApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

const issuer = useIssuer();

const pageOf = (api: TestApi) => fetch(api.url, { headers: { accept: 'text/html' } });
const preflight = (api: TestApi, origin: string, headers = 'authorization,content-type') =>
  fetch(api.url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': headers,
    },
  });

describe('in production', () => {
  const api = useApi({
    trusts: issuer,
    env: {
      NODE_ENV: 'production',
      CORS_ORIGINS: 'https://app.example.com,https://b.example.com',
      CORS_HEADERS: 'X-Tenant',
    },
  });

  it.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Probe") { name } }',
    '{ open ...F } fragment F on Query { __schema { queryType { name } } }',
  ])('refuses introspection: %s', async (query) => {
    const { status, body } = await api.anonymous.query(query);
    expect(status).toBe(400);
    expect(body.data).toBeUndefined();
    expect(body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('suggests no field for a misspelt one', async () => {
    const { body } = await api.anonymous.query('{ opn prob { i } probeById(idd: 1) { x } }');
    expect(JSON.stringify(body)).not.toMatch(/did you mean|open|"probe"/i);
  });

  it('serves no landing page', async () => {
    const response = await pageOf(api);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('never answers with a stack trace', async () => {
    for (const query of ['{', '{ nowhere }', '{ guarded }', '{ probeById(id: 1.5) { id } }']) {
      const { body } = await api.as('x').query(query);
      expect(JSON.stringify(body)).not.toMatch(/stack|\.js:|\.ts:|node_modules/i);
    }
  });

  it('forbids rendering, framing and plain http', async () => {
    const { headers } = await pageOf(api);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';frame-ancestors 'none'",
    );
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
  });

  it('the configured origins may call', async () => {
    const response = await preflight(api, 'https://app.example.com');
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringContaining('authorization'),
      vary: expect.stringMatching(/origin/i),
    });
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
  });

  it.each([
    'accept',
    'apollo-require-preflight',
    'apollographql-client-name',
    'apollographql-client-version',
    'baggage',
    'sentry-trace',
    'traceparent',
    'tracestate',
    'x-apollo-operation-name',
    'x-request-id',
    'x-tenant',
  ])('pages of these origins may send %s', async (header) => {
    const { headers } = await preflight(api, 'https://app.example.com', header);
    expect(headers.get('access-control-allow-headers')?.split(', ')).toContain(header);
  });

  it.each(['x-other', 'cookie', '*'])('but not %s', async (header) => {
    const { headers } = await preflight(api, 'https://app.example.com', header);
    expect(headers.get('access-control-allow-headers')?.split(', ')).not.toContain(header);
  });

  it.each([
    'https://app.example.com.evil.example',
    'https://evil-app.example.com',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://APP.example.com',
    'http://localhost:5173',
    'https://studio.apollographql.com',
    'null',
  ])('%s may not', async (origin) => {
    expect((await preflight(api, origin)).headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('in production without CORS_ORIGINS', () => {
  const api = useApi({ trusts: issuer, env: { NODE_ENV: 'production' } });

  it.each(['https://app.example.com', 'http://localhost:3000', 'https://studio.apollographql.com'])(
    '%s may not call',
    async (origin) => {
      const response = await preflight(api, origin);
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
      expect(response.headers.has('access-control-allow-origin')).toBe(false);
    },
  );
});

describe('outside of production', () => {
  const api = useApi({ trusts: issuer });

  it('answers introspection', async () => {
    const { body } = await api.anonymous.query('{ __schema { queryType { name } } }');
    expect(body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
  });

  it('suggests a field for a misspelt one, without a stack trace', async () => {
    const { body } = await api.anonymous.query('{ opn }');
    expect(body.errors?.[0]?.message).toContain('Did you mean "open"?');
    expect(JSON.stringify(body)).not.toMatch(/stack/);
  });

  it('serves a landing page without a policy that would block it', async () => {
    const response = await pageOf(api);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(response.headers.has('content-security-policy')).toBe(false);
  });
});
