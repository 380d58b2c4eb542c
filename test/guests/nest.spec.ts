import { describe, expect, it } from '@jest/globals';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';
import { BooksModule } from './src/books/books.module.js';
import { StockModule } from './src/stock/stock.module.js';

const issuer = useIssuer();
const api = useApi({ trusts: issuer, imports: [BooksModule, StockModule] });

describe('a filter of a feature', () => {
  it('answers an error of its domain, with GraphQL and at a route', async () => {
    const { status, body } = await api.anonymous.query('{ pears }');
    expect([status, body.errors?.[0]]).toEqual([
      409,
      expect.objectContaining({
        message: 'There are no pears left.',
        extensions: { code: 'SOLD_OUT' },
      }),
    ]);
    const response = await fetch(new URL('/pears', api.url));
    expect([response.status, await response.json()]).toEqual([
      409,
      { statusCode: 409, error: 'Conflict', code: 'SOLD_OUT', message: 'There are no pears left.' },
    ]);
  });
});

describe('a guard of a feature', () => {
  it('runs after that of the platform, and knows the caller', async () => {
    expect((await api.anonymous.query('{ stock { name } }')).status).toBe(401);
    const guest = api.as(await issuer.token({ claims: { guest: true } }));
    const { status, body } = await guest.query('{ stock { name } }');
    expect([status, body.errors?.[0]?.message]).toEqual([403, 'Guests may not look at the stock.']);
  });
});

describe('an interceptor and a field middleware of a feature', () => {
  it('change what is answered', async () => {
    expect((await api.anonymous.query('{ slogan }')).body).toEqual({
      data: { slogan: 'fresh every day' },
    });
    const { body } = await api.as(await issuer.token()).query('{ stock { name } }');
    expect(body).toEqual({ data: { stock: { name: 'APPLES' } } });
  });
});

describe('a provider for each request, and two types that name each other', () => {
  it('answer 20 requests at once, each by its own', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const answers = await Promise.all(
      names.map((name) =>
        api.anonymous.with({ 'x-shelf': name }).query('{ book { id author { id books { id } } } }'),
      ),
    );
    expect(answers.map(({ body }) => body.data?.book)).toEqual(
      names.map((id) => ({ id, author: { id: `author of ${id}`, books: [] } })),
    );
  });
});
