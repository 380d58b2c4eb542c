import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Args, Query, registerEnumType, Resolver, Subscription } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { TestApi } from '../../support/api.js';

enum Secret {
  HIDDEN_VALUE = 'HIDDEN_VALUE',
}
registerEnumType(Secret, { name: 'Secret' });

@Public()
@Resolver()
class Fields {
  @Query(() => String)
  find(@Args('secret', { type: () => Secret }) secret: Secret): string {
    return secret;
  }

  @Subscription(() => String)
  ticks(): AsyncIterable<unknown> {
    throw new Error('It must not be subscribed to over HTTP.');
  }
}

const start = (env: Record<string, string>) =>
  TestApi.start(
    { AUTH0_DOMAIN: 'https://tenant.example.com', AUTH0_AUDIENCE: 'api', ...env },
    { providers: [Fields] },
  );

describe.each([
  ['in production', { NODE_ENV: 'production' }, /Did you mean|HIDDEN_VALUE/],
  ['outside of production', {}, /^$/],
])('%s', (_, env, hidden) => {
  let api: TestApi;
  beforeAll(async () => void (api = await start(env)));
  afterAll(() => api.close());

  it.each([
    ['query ($s: Secret!) { find(secret: $s) }', { s: 'HIDDEN_VALU' }],
    ['query ($s: Secret!) { find(secret: $s) }', { s: { a: 1 } }],
    ['{ find(secret: HIDDEN_VALU) }', {}],
    ['{ find(secrt: HIDDEN_VALUE) }', {}],
    ['{ fin }', {}],
    ['query ($s: Secre!) { find(secret: $s) }', {}],
  ])('tells a client of a wrong value or name as much as it may know: %s %j', async (query, s) => {
    const { status, body } = await api.anonymous.query(query, s);
    expect(status).toBe(400);
    expect(JSON.stringify(body.errors)).not.toMatch(hidden);
  });

  it.each(['first', 'second'])('refuses a subscription over HTTP the %s time', async () => {
    const { status, body } = await api.anonymous.query('subscription { ticks }');
    expect([status, body]).toEqual([
      400,
      {
        errors: [
          {
            message: 'Subscriptions run over WebSocket only.',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      },
    ]);
  });

  it('refuses the subscription of a document with a query that it has run', async () => {
    const query = 'query A { __typename } subscription B { ticks }';
    const ask = async (operationName: string) => {
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, operationName }),
      });
      return response.status;
    };
    expect([await ask('A'), await ask('B'), await ask('A'), await ask('B')]).toEqual([
      200, 400, 200, 400,
    ]);
  });
});
