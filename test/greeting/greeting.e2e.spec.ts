import { describe, expect, it } from '@jest/globals';
import { GreetingModule } from '../../src/greeting/greeting.module.js';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';

const issuer = useIssuer();
const api = useApi({ trusts: issuer, imports: [GreetingModule] });

describe('an anonymous caller', () => {
  it('may ask for hello', async () => {
    const { status, body } = await api.anonymous.query('{ hello }');
    expect({ status, body }).toEqual({ status: 200, body: { data: { hello: 'Hello, world!' } } });
  });

  it('is refused secret', async () => {
    const { status, headers, body } = await api.anonymous.query('{ secret }');
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body).toEqual({
      errors: [
        {
          message: 'Unauthorized',
          locations: [{ line: 1, column: 3 }],
          path: ['secret'],
          extensions: {
            code: 'UNAUTHENTICATED',
            reason: 'token_missing',
            hint: expect.any(String),
          },
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
