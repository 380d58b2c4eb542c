import { ApolloServer } from '@apollo/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Body, Controller, ForbiddenException, Logger, Post } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { Public } from '../../../src/platform/auth/access/public.decorator.js';
import { RequirePermissions } from '../../../src/platform/auth/access/require-permissions.decorator.js';
import { UnavailableException } from '../../../src/platform/upstream/unavailable.exception.js';
import { requests } from '../../../src/platform/http/http.metrics.js';
import { TestApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

const Unserialisable = new GraphQLScalarType({
  name: 'Unserialisable',
  description: 'No JSON.',
  serialize: () => 1n,
});

let changes = 0;

@Public()
@Resolver()
class Oddities {
  @Query(() => String, { nullable: true, description: 'Fails, and null stands in.' })
  outage(): string {
    throw new UnavailableException('Later.', 17);
  }

  @Query(() => String, { description: 'Fails.' })
  defect(): string {
    throw new TypeError('at /srv/app');
  }

  @Query(() => String, { nullable: true, description: 'Fails with what Apollo would listen to.' })
  teapot(): string {
    throw new GraphQLError('Short and stout.', {
      extensions: { code: 'TEAPOT', http: { status: 418, headers: new Map([['x-tea', 'yes']]) } },
    });
  }

  @Query(() => Int, { description: 'Answers with what its type forbids.' })
  lie(): unknown {
    return 'text';
  }

  @Query(() => Unserialisable, { description: 'Cannot be sent.' })
  bigint(): number {
    return 1;
  }

  @Query(() => [Int], { nullable: true, description: 'Says its arguments.' })
  say(
    @Args('number', { type: () => Int, nullable: true, description: 'A number.' }) number: number,
    @Args('other', { type: () => Int, defaultValue: 7, description: 'Another.' }) other: number,
  ): number[] {
    if (number < 0) throw new ForbiddenException('Not below zero.');
    return [number ?? 0, other];
  }

  @Mutation(() => Int, { description: 'Counts.' })
  change(
    @Args('by', { type: () => Int, nullable: true, description: 'So many.' }) by?: number,
  ): number {
    changes += by ?? 1;
    return 1;
  }
}

@Resolver()
class Guarded {
  @RequirePermissions('do:much')
  @Query(() => String, { nullable: true, description: 'Needs a permission.' })
  permitted(): string {
    return 'permitted';
  }
}

@Public()
@Controller('search')
class SearchController {
  @Post()
  search(@Body() { query }: { query: string }): unknown {
    return { found: query };
  }
}

interface Request {
  readonly query: string;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

const issuer = useIssuer();
let api: TestApi;
let headers: Record<string, string>;
const apollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');

async function send(request: Request, accept = 'application/json') {
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify(request),
  });
  const sent = [...response.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return {
    status: response.status,
    headers: Object.fromEntries(sent),
    text: await response.text(),
  };
}

beforeEach(() => {
  headers = {};
  apollo.mockClear();
});

function start(providers: NonNullable<Parameters<typeof TestApi.start>[1]>['providers']): void {
  beforeAll(async () => {
    api = await TestApi.start(issuer.env, {
      providers: [Oddities, Guarded, ...(providers ?? [])],
      controllers: [SearchController],
    });
    Logger.overrideLogger(false);
  });
  afterAll(() => api.close());
}

describe('an operation that is asked again', () => {
  start([]);

  const twoOperations = 'query A { open } query B { a: open }';
  const withVariable =
    'query Say($n: Int, $isSaid: Boolean = true) { say(number: $n) @include(if: $isSaid) }';

  const cases: [string, Request][] = [
    ['public', { query: '{ open }' }],
    ['named', { query: 'query Named { open }' }],
    ['one of two', { query: twoOperations, operationName: 'B' }],
    [
      'with fragments and __typename',
      { query: '{ ...F } fragment F on Query { __typename open }' },
    ],
    ['with introspection', { query: '{ __schema { queryType { name } } }' }],
    ['with a variable', { query: withVariable, variables: { n: 5 } }],
    ['with a variable left out', { query: withVariable }],
    [
      'with variables and a name that are null',
      { query: withVariable, variables: null, operationName: null },
    ],
    ['with a variable too many', { query: withVariable, variables: { n: 5, more: true } }],
    ['with a variable that skips', { query: withVariable, variables: { isSaid: false } }],
    [
      'with extensions of a client',
      { query: '{ open }', extensions: { clientLibrary: { name: 'x' } } },
    ],
    ['with extensions that are null', { query: '{ open }', extensions: null }],
    ['refused without a token', { query: '{ guarded }' }],
    ['refused in part', { query: '{ open permitted }' }],
    ['refused twice', { query: '{ guarded probe { id } }' }],
    ['of several failures', { query: '{ outage guarded permitted }' }],
    ['unavailable', { query: '{ outage }' }],
    ['forbidden by the resolver', { query: withVariable, variables: { n: -1 } }],
    ['broken', { query: 'query Broken { defect }' }],
    ['broken in part', { query: '{ open teapot }' }],
    ['broken with a status of its own', { query: '{ teapot }' }],
    ['with a lie', { query: '{ lie }' }],
    ['that changes something', { query: 'mutation { change }' }],
  ];

  describe.each([
    'application/json',
    'application/graphql-response+json',
    '*/*',
    'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9',
  ])('as %s', (accept) => {
    it.each(cases)('%s has the same answer without Apollo', async (name, request) => {
      const query = `${request.query} # ${name}, as ${accept}`;
      const recorded: unknown[] = [];
      const unsubscribe = listen(recorded);
      const first = await send({ ...request, query }, accept);
      expect(apollo).toHaveBeenCalledTimes(1);
      const second = await send({ ...request, query }, accept);
      expect(apollo).toHaveBeenCalledTimes(1);
      unsubscribe();
      expect(second).toEqual(first);
      expect(recorded[1]).toEqual(recorded[0]);
    });
  });

  it('is a masked defect when its answer cannot be serialised', async () => {
    const first = await send({ query: '{ bigint }' });
    const second = await send({ query: '{ bigint }' });
    expect(apollo).toHaveBeenCalledTimes(1);
    expect(second.status).toBe(500);
    expect(second.text.trim()).toBe(first.text.trim());
    expect(second.text).toContain('"message":"Internal server error"');
  });

  it('verifies its token each time', async () => {
    const query = '{ guarded } # with tokens';
    headers = { authorization: `Bearer ${await issuer.token()}` };
    const { text } = await send({ query });
    expect(text).toContain('"data":{"guarded":');
    expect(await send({ query })).toMatchObject({ status: 200, text });
    headers = { authorization: 'Bearer a.b.c' };
    expect(await send({ query })).toMatchObject({ status: 401 });
    headers = {};
    expect(await send({ query })).toMatchObject({ status: 401 });
    expect(apollo).toHaveBeenCalledTimes(1);
  });

  it('stays known when a very long document is valid, which is not remembered', async () => {
    const query = '{ open } # is remembered';
    const long = `{ open } # ${'x'.repeat(95_000)}`;
    await send({ query });
    for (let time = 0; time < 2; time += 1)
      expect(await send({ query: long })).toMatchObject({ status: 200 });
    expect(apollo).toHaveBeenCalledTimes(3);
    await send({ query });
    expect(apollo).toHaveBeenCalledTimes(3);
  });

  it('runs a mutation once each time', async () => {
    changes = 0;
    for (const count of [1, 2, 3]) {
      await send({ query: 'mutation { change } # once' });
      expect(changes).toBe(count);
    }
    expect(apollo).toHaveBeenCalledTimes(1);
  });

  it('with wrong variables is refused by Apollo, and changes nothing', async () => {
    const query = 'mutation Change($by: Int!) { change(by: $by) }';
    await send({ query, variables: { by: 1 } });
    changes = 0;
    for (const variables of [{ by: 'x' }, { by: null }, {}, undefined]) {
      const { status, text } = await send({ query, variables });
      expect(status).toBe(400);
      expect(text).toContain('"code":"BAD_USER_INPUT"');
    }
    expect(changes).toBe(0);
    expect(apollo).toHaveBeenCalledTimes(5);
  });

  it.each<[string, Omit<Request, 'query'>]>([
    ['a name that it does not have', { operationName: 'C' }],
    ['no name, though it has two', {}],
    ['a name that is empty', { operationName: '' }],
    ['a name that is not a string', { operationName: 1 }],
    ['variables that are a list', { operationName: 'A', variables: [] }],
    ['variables that are text', { operationName: 'A', variables: '{}' }],
    ['extensions that are text', { operationName: 'A', extensions: 'x' }],
    [
      'a persisted query',
      { operationName: 'A', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
    ],
  ])('is refused by Apollo with %s', async (_, request) => {
    const query = `${twoOperations} # ${JSON.stringify(request)}`;
    await send({ query, operationName: 'A' });
    expect(await send({ query, ...request })).toMatchObject({ status: 400 });
    expect(apollo).toHaveBeenCalledTimes(2);
  });

  it('obeys the rules of GET when it comes by GET', async () => {
    const query = 'mutation { change } # by GET';
    await send({ query });
    changes = 0;
    const url = `${api.url}?query=${encodeURIComponent(query)}`;
    const response = await fetch(url, { headers: { 'apollo-require-preflight': 'yes' } });
    expect(response.status).toBe(405);
    expect(changes).toBe(0);
  });

  it('is not looked for at another route', async () => {
    const body = JSON.stringify({ query: '{ open } # elsewhere' });
    const headers = { 'content-type': 'application/json' };
    await fetch(api.url, { method: 'POST', headers, body });
    const elsewhere = api.url.replace('/graphql', '/search');
    const response = await fetch(elsewhere, { method: 'POST', headers, body });
    expect(await response.json()).toEqual({ found: '{ open } # elsewhere' });
  });

  it('is never remembered when it is invalid', async () => {
    for (const query of ['{ nothing }', '{ open', `{ ${'a: open '.repeat(61)} }`]) {
      const first = await send({ query });
      expect(first.status).toBe(400);
      expect(await send({ query })).toEqual(first);
    }
    expect(apollo).toHaveBeenCalledTimes(6);
  });

  it('is answered even after it was forgotten', async () => {
    const query = '{ open } # forgotten';
    const first = await send({ query });
    for (const index of Array(30).keys()) {
      await send({ query: `{ open } # ${'x'.repeat(4_000)}${index}` });
    }
    apollo.mockClear();
    expect(await send({ query })).toEqual(first);
    expect(apollo).toHaveBeenCalledTimes(1);
  });
});

/** Records what the log line and the metrics receive of each request. */
function listen(recorded: unknown[]): () => void {
  return requests.subscribe(({ operation, code, status }) =>
    recorded.push({ operation, code, status }),
  );
}
