import { describe, expect, it } from '@jest/globals';
import { Args, Field, InputType, Int, Query, Resolver } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { useApi, type Answer } from '../../support/api.js';
import { measureBlocking } from '../../support/blocking.js';
import { sendRaw } from '../../support/raw-http.js';

const MAXIMUM_BYTES = 32 * 1024;

@InputType()
class Order {
  @Field(() => Int, { nullable: true })
  amount?: number;
}

@Public()
@Resolver()
class Orders {
  @Query(() => Int, { nullable: true })
  place(@Args('order', { type: () => Order, nullable: true }) order?: Order): number {
    return order?.amount ?? 0;
  }

  @Query(() => Int, { nullable: true })
  fail(): number {
    throw new TypeError('x'.repeat(2_000));
  }
}

const api = useApi({ providers: [Orders] });

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');
const keys = (count: number, name: (index: number) => string, value: unknown = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), value]));

const LONG = 'n'.repeat(90_000);
const ORDER = 'query ($order: Order) { place(order: $order) }';

/** Each is refused with more than one error, or with one that repeats what was sent. */
const REQUESTS: readonly (readonly [string, string, object?])[] = [
  [
    'a long name with 120 variables',
    `query ${LONG} (${times(120, (n) => `$v${n}: Int`)}) { open }`,
  ],
  ['an input object of 6,000 keys', ORDER, { order: keys(6_000, (n) => `k${n}`) }],
  ['a long text for a number', ORDER, { order: { amount: LONG } }],
  ['a long text for an object', ORDER, { order: LONG }],
  ['a long key', ORDER, { order: { [LONG]: 1 } }],
  ['a long literal', `{ place(order: { amount: "${LONG}" }) }`],
  ['a long field name', `{ ${LONG} }`],
  [
    'a long alias of fields that fail',
    `{ ${times(12, (n) => `a${n}${LONG.slice(0, 7_000)}: fail`)} place(order: 1) }`,
  ],
  ['aliases with errors at each', `{ ${times(30, (n) => `a${n}: nowhere${n}`)} }`],
  ['a long fragment name', `{ ...${LONG} }`],
  ['a long directive name', `{ open @${LONG} }`],
  ['a syntax error in a long string', `{ open(a: "${LONG} }`],
  [
    'texts that grow when they are quoted',
    ORDER,
    { order: keys(30, (n) => `${n}${'\u0001"\\'.repeat(300)}`) },
  ],
];

describe('a refused answer is short', () => {
  it.each(REQUESTS.map(([name, query, variables = {}]) => [name, query, variables] as const))(
    'to %s',
    async (_, query, variables) => {
      for (let count = 0; count < 2; count += 1) {
        const { status, body, bytes } = await ask(query, variables);
        expect({ status, isShort: bytes < MAXIMUM_BYTES }).toEqual({ status: 400, isShort: true });
        expect(body.errors?.length).toBeLessThanOrEqual(10);
        expect(
          Math.max(...(body.errors ?? []).map(({ message }) => message.length)),
        ).toBeLessThanOrEqual(500);
      }
    },
  );

  it('to a list of errors beside data', async () => {
    for (let count = 0; count < 2; count += 1) {
      const query = `{ open ${times(25, (n) => `a${n}${LONG.slice(0, 3_000)}: fail`)} }`;
      const { status, body } = await ask(query);
      expect([status, body.errors?.length]).toEqual([200, 10]);
      expect(JSON.stringify(body.errors).length).toBeLessThan(MAXIMUM_BYTES);
    }
  });
});

it('refuses arrays in arrays, however deep', async () => {
  const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`;
  for (const type of ['Order', '[[Int]]']) {
    const field = type === 'Order' ? 'place(order: $deep)' : 'open @include(if: $deep)';
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":"query ($deep: ${type}) { ${field} }","variables":{"deep":${deep}}}`,
    });
    expect(response.status).toBe(400);
  }
});

describe('patterns take a time that is linear in the length of a text', () => {
  it('" Did you mean " in a variable', async () => {
    const order = ' Did you mean '.repeat(6_500);
    const { answer, blockedMs, controlMs } = await measureBlocking(() => ask(ORDER, { order }));
    expect(answer.status).toBe(400);
    expect(blockedMs).toBeLessThan(controlMs * 2);
  });

  it('spaces in a content type', async () => {
    const head = ['POST /graphql HTTP/1.1', 'Host: localhost', 'Content-Length: 2'];
    const type = `Content-Type: application/json${' '.repeat(15_500)}x`;
    const { answer, blockedMs, controlMs } = await measureBlocking(() =>
      sendRaw(api.url, [...head, type], '{}'),
    );
    expect(answer.status).toBe(415);
    expect(blockedMs).toBeLessThan(controlMs);
  });
});

interface Measured extends Pick<Answer, 'status' | 'body'> {
  readonly bytes: number;
}

async function ask(query: string, variables: object = {}): Promise<Measured> {
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: JSON.parse(text) as Answer['body'],
    bytes: Buffer.byteLength(text),
  };
}
