import { ApolloServer } from '@apollo/server';
import { describe, expect, it, jest } from '@jest/globals';
import { Field, Mutation, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { requests } from '../../../src/platform/http/http.metrics.js';
import { RequestSignal } from '../../../src/platform/http/index.js';
import { type TestApi, useApi } from '../../support/api.js';

let writes = 0;
let works = 0;
let texts = 0;
/** Whether the resolvers below take forever. */
let isSlow = false;
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
  forever(): Promise<string> | string {
    return isSlow ? new Promise(() => undefined) : 'at once';
  }

  @Query(() => String, { nullable: true })
  open(): string {
    return 'open';
  }

  /** A promise that no resolver waits for. */
  @Query(() => Node)
  half(): object {
    return { id: isSlow ? new Promise(() => undefined) : '1' };
  }

  @Query(() => [Node])
  async nodes(@RequestSignal() signal: AbortSignal): Promise<object[]> {
    await untilEndOf(signal);
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
    await untilEndOf(signal);
    return 'written';
  }
}

const WRITES = 'mutation Five { a: write b: write c: write d: write e: write }';
const apollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
const hasty = useApi({ providers: [SlowResolver], limits: { answerMs: 400 } });
const api = useApi({ providers: [SlowResolver] });

/** A text goes through Apollo when it is asked first, and takes the fast path from then on. */
describe.each([
  { path: 'through Apollo', isKnown: false },
  { path: 'through the fast path', isKnown: true },
])('a request $path', ({ isKnown }) => {
  /** The query in a text of this test's own. */
  async function prepare(query: string, on = api): Promise<string> {
    const text = `${query} # ${(texts += 1)}`;
    isSlow = false;
    if (isKnown) await on.anonymous.query(text);
    isSlow = true;
    writes = works = 0;
    isStarted = new Promise((resolve) => (onStart = resolve));
    apollo.mockClear();
    return text;
  }

  it.each(['{ forever }', 'query Half { open half { id } }', WRITES])(
    'is answered with 503 when it takes too long: %s',
    async (query) => {
      const text = await prepare(query, hasty);
      const records: { operation: string; code: string; status: number }[] = [];
      const unsubscribe = requests.subscribe(({ operation, code, status }) =>
        records.push({ operation, code, status }),
      );
      const { status, headers, body } = await hasty.anonymous.query(text);
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
    const text = await prepare(WRITES, hasty);
    expect((await hasty.anonymous.query(text)).status).toBe(503);
    await someTime(hasty);
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
  await someTime(api);
}

/** Enough for a request to be answered, and for the writes of another to have started. */
async function someTime({ anonymous }: TestApi): Promise<void> {
  for (let count = 0; count < 5; count += 1) await anonymous.query('{ open }');
}

async function untilEndOf(signal: AbortSignal): Promise<void> {
  if (!isSlow) return;
  onStart();
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
}
