import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from '../support/api.js';
import { TestIssuer } from '../support/test-issuer.js';

let issuer: TestIssuer;
let api: TestApi;

beforeAll(async () => {
  issuer = await TestIssuer.start();
  api = await TestApi.start({ AUTH0_DOMAIN: issuer.url, AUTH0_AUDIENCE: issuer.audience });
});
afterAll(async () => {
  await api.close();
  await issuer.close();
});

describe('an anonymous caller', () => {
  it('may ask for hello', async () => {
    const { status, body } = await api.anonymous.query('{ hello }');
    expect({ status, body }).toEqual({ status: 200, body: { data: { hello: 'Hello, world!' } } });
  });

  it.each(['secret', 'me { id }', 'user(id: "auth0|1") { id }'])('is refused %s', async (field) => {
    const { status, headers, body } = await api.anonymous.query(`{ ${field} }`);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body).toEqual({
      errors: [
        {
          message: 'Unauthorized',
          locations: [{ line: 1, column: 3 }],
          path: [field.match(/^\w+/)?.[0]],
          extensions: { code: 'UNAUTHENTICATED', reason: 'token_missing' },
        },
      ],
    });
  });
});

describe('a caller with an access token', () => {
  it('may ask for hello and secret', async () => {
    const { status, body } = await api.as(await issuer.token()).query('{ hello secret }');
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { hello: 'Hello, world!', secret: 'This is a secret: your access token is valid.' },
    });
  });
});

describe('a caller with a bad access token', () => {
  it('may still ask for hello, which is public', async () => {
    const { status, body } = await api.as('garbage').query('{ hello }');
    expect({ status, body }).toEqual({ status: 200, body: { data: { hello: 'Hello, world!' } } });
  });
});
