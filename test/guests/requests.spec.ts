import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';
import { CookiesModule } from './src/cookies/cookies.module.js';
import { TenantsModule } from './src/tenants/tenants.module.js';
import { ThrottlingModule } from './src/throttling/throttling.module.js';
import { UploadsModule } from './src/uploads/uploads.module.js';
import { WebhooksModule } from './src/webhooks/webhooks.module.js';

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  imports: [CookiesModule, TenantsModule, ThrottlingModule, UploadsModule, WebhooksModule],
});
const at = (path: string) => new URL(path, api.url);

describe('beside all of them', () => {
  it('the API refuses a request without a token', async () => {
    const { status, headers, body } = await api.anonymous.query('{ guarded }');
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain('Bearer');
    expect(headers.get('x-request-id')).toBeTruthy();
    expect(body.errors?.[0]?.extensions).toMatchObject({ reason: 'token_missing' });
  });
  it('a route is refused without a token', async () => {
    expect((await fetch(at('/uploads'), { method: 'POST' })).status).toBe(401);
  });
});

describe('@nestjs/throttler', () => {
  it('sends its headers with an answer of GraphQL, and counts', async () => {
    const [one, two] = [
      await api.anonymous.query('{ open }'),
      await api.anonymous.query('{ open }'),
    ];
    expect(one.status).toBe(200);
    const left = (answer: typeof one) => Number(answer.headers.get('x-ratelimit-remaining'));
    expect(left(two)).toBe(left(one) - 1);
  });
});

describe('nestjs-cls', () => {
  it('keeps the context of each of many requests at once', async () => {
    const tenants = Array.from({ length: 20 }, (_, index) => `t${index}`);
    const answers = await Promise.all(
      tenants.map((tenant) => api.anonymous.with({ 'x-tenant': tenant }).query('{ tenant }')),
    );
    expect(answers.map(({ body }) => body.data?.tenant)).toEqual(tenants);
  });
});

describe('@fastify/cookie and @fastify/session', () => {
  it('a resolver sets a cookie', async () => {
    const { status, headers } = await api.anonymous.query('mutation { agree }');
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toContain('consent=yes');
  });
});

describe('@fastify/multipart', () => {
  const send = async (bytes: number) => {
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(bytes)]), 'a.bin');
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    return fetch(at('/uploads'), { method: 'POST', headers, body });
  };
  it('takes a file larger than the limit of a JSON body', async () => {
    const response = await send(500_000);
    expect([response.status, await response.json()]).toEqual([
      201,
      { name: 'a.bin', bytes: 500_000 },
    ]);
  });
  it('refuses one that is too large', async () => {
    const response = await send(1_100_000);
    expect([response.status, await response.json()]).toEqual([
      413,
      expect.objectContaining({ statusCode: 413 }),
    ]);
  });
});

describe('fastify-raw-body', () => {
  it('verifies the signature', async () => {
    const body = '{ "a":   1 }';
    const signature = createHmac('sha256', 'secret').update(body).digest('hex');
    const send = (x: string) =>
      fetch(at('/webhooks'), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': x },
        body,
      });
    expect((await send(signature)).status).toBe(201);
    expect((await send('00')).status).toBe(401);
  });
});
