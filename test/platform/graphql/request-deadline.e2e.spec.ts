import { ApolloServer } from '@apollo/server';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Field, Mutation, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { requests } from '../../../src/platform/http/http.metrics.js';
import { RequestSignal } from '../../../src/platform/http/index.js';
import { TestApi } from '../../support/api.js';

const DEADLINE_MS = 400;

let writes = 0;
let works = 0;
let texts = 0;
let onStart: () => void;
let isStarted: Promise<void>;

@ObjectType()
class Node {
  @Field(() => String)
  id!: string;
}

@Public()
@Resolver(() => Node)
class SlowResolver {
  @Query(() => String)
  forever(): Promise<string> {
    return new Promise(() => undefined);
  }

  @Query(() => String, { nullable: true })
  open(): string {
    return 'open';
  }

  /** A promise that no resolver waits for. */
  @Query(() => Node)
  half(): object {
    return { id: new Promise(() => undefined) };
  }

  @Query(() => [Node])
  async nodes(@RequestSignal() signal: AbortSignal): Promise<object[]> {
    onStart();
    await ended(signal);
    return [{ id: '1' }, { id: '2' }];
  }

  @ResolveField(() => String)
  work(): string {
    works += 1;
    return 'work';
  }

  /** Ends together with its request, as a call to an upstream does. */
  @Mutation(() => String, { nullable: true })
  async write(@RequestSignal() signal: AbortSignal): Promise<string> {
    writes += 1;
    onStart();
    await ended(signal);
    return 'written';
  }
}

const WRITES = 'mutation Five { a: write b: write c: write d: write e: write }';
const apollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
let api: TestApi;

beforeAll(async () => {
  api = await TestApi.start(
    { AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api' },
    { providers: [SlowResolver] },
    { answerMs: DEADLINE_MS },
  );
});
afterAll(() => api.close());

/** A text goes through Apollo when it is asked first, and takes the fast path from then on. */
describe.each([
  { path: 'through Apollo', isKnown: false },
  { path: 'through the fast path', isKnown: true },
])('a request $path', ({ isKnown }) => {
  /** The query in a text of this test's own. */
  async function prepare(query: string): Promise<string> {
    const text = `${query} # ${(texts += 1)}`;
    if (isKnown) await api.anonymous.query(text);
    writes = works = 0;
    isStarted = new Promise((resolve) => (onStart = resolve));
    apollo.mockClear();
    return text;
  }

  it.each(['{ forever }', 'query Half { open half { id } }', WRITES])(
    'is answered with 503 when it takes too long: %s',
    async (query) => {
      const text = await prepare(query);
      const records: { operation: string; code: string; status: number }[] = [];
      const unsubscribe = requests.subscribe(({ operation, code, status }) =>
        records.push({ operation, code, status }),
      );
      const { status, headers, body } = await api.anonymous.query(text);
      unsubscribe();
      expect(body).toEqual({
        errors: [
          {
            message: 'The request took longer than 1 s.',
            extensions: { code: 'SERVICE_UNAVAILABLE' },
          },
        ],
      });
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(records).toEqual([
        {
          operation: /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? 'anonymous',
          code: 'SERVICE_UNAVAILABLE',
          status: 503,
        },
      ]);
      expect(apollo).toHaveBeenCalledTimes(isKnown ? 0 : 1);
    },
  );

  it('starts no further write when its time is over', async () => {
    expect((await api.anonymous.query(await prepare(WRITES))).status).toBe(503);
    await someTime();
    expect(writes).toBe(1);
  });

  it('starts no further write when the client hangs up', async () => {
    await hangUpDuring(await prepare(WRITES));
    expect(writes).toBe(1);
  });

  it('starts no further field resolver when the client hangs up', async () => {
    await hangUpDuring(await prepare('{ nodes { id work } }'));
    expect(works).toBe(0);
  });

  it('in time is answered as ever', async () => {
    const { status, body } = await api.anonymous.query(await prepare('{ open }'));
    expect([status, body]).toEqual([200, { data: { open: 'open' } }]);
  });
});

async function hangUpDuring(query: string): Promise<void> {
  const client = new AbortController();
  const answer = fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: client.signal,
  });
  await isStarted;
  client.abort();
  await expect(answer).rejects.toThrow();
  await someTime();
}

/** Enough for a request to be answered, and for the writes of another to have started. */
async function someTime(): Promise<void> {
  for (let count = 0; count < 5; count += 1) await api.anonymous.query('{ open }');
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}
