import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { useApi } from '../../support/api.js';
import { ENHANCED } from './nest-features/enhancers.js';
import { TYPES } from './nest-features/types.js';

/** By what it shows. Each is asked with and without the header that a guard looks for. */
const QUESTIONS: [string, string, Record<string, unknown>?][] = [
  ['a guard', '{ behindGuard }'],
  ['a guard that throws', '{ behindRefusal }'],
  ['a pipe of a method', '{ doubled(n: 2.5) }'],
  ['a pipe of an argument', 'query ($t: String!) { parsed(text: $t) }', { t: '42' }],
  ['a pipe that refuses', '{ parsed(text: "x") }'],
  ['interceptors', '{ wrapped answered untried }'],
  ['filters', '{ filtered filteredAnew }'],
  ['the context', '{ header }'],
  ['Observables', '{ observed observedLater observedFailure }'],
  ['a provider for each request', '{ counted again: counted }'],
  ['mutations in their order', 'mutation { a: appended(text: "a") b: appended(text: "b") }'],
  [
    'an interface with field middleware',
    '{ shapes { __typename id label nick ... on FeatureCircle { radius area } } }',
  ],
  [
    'a union',
    '{ eithers { ... on FeatureCircle { id area(pi: 4) nick } ... on FeatureSquare { side label } } }',
  ],
  ['guards and failures of fields', '{ shapes { id ... on FeatureCircle { hidden bad } } }'],
  ['enums with internal values', '{ sizeOf small: sizeOf(size: Small) }'],
  [
    'arguments, inputs and a scalar',
    'query ($c: [[Int!]]!, $at: FeatureCelsius) { boxed(box: { cells: $c }, at: $at) warmer(at: "4C") }',
    { c: [[1, 2], null], at: '20C' },
  ],
  ['a date', '{ moment }'],
  ['info', 'query Q($v: Boolean! = true) { x: told @include(if: $v) y: told @skip(if: $v) }'],
  ['fragments', 'query { ...F } fragment F on Query { told ... { counted } }'],
];

const ours = useApi({ providers: [...ENHANCED, ...TYPES] });
let plain: NestFastifyApplication;

beforeAll(async () => {
  const module = GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    autoSchemaFile: true,
    sortSchema: true,
    graphiql: false,
    fieldResolverEnhancers: ['guards'],
    context: (req: unknown, res: unknown) => ({ req, res }),
    include: [],
  });
  const root = { module: class Plain {}, imports: [module], providers: [...ENHANCED, ...TYPES] };
  plain = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), {
    logger: false,
  });
  await plain.listen(0, '127.0.0.1');
});
afterAll(() => plain.close());

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { message: string; path?: unknown; locations?: unknown }[];
}

async function ask(url: string, query: string, variables: object, may: boolean): Promise<object> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(may ? { 'x-may': 'yes' } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors = [] } = (await response.json()) as Answer;
  return {
    data: data ?? null,
    errors: errors.map(({ message, path, locations }) => ({ message, path, locations })),
  };
}

describe("answers as Nest's own driver does, by Apollo and without it", () => {
  it.each(QUESTIONS)('%s', async (name, query, variables = {}) => {
    const url = `${await plain.getUrl()}/graphql`;
    for (const may of [true, false]) {
      // A mutation has effects: as often at the one as at the other.
      for (const by of ['Apollo', 'the fast path']) {
        const expected = await ask(url, query, variables, may);
        expect({ by, ...(await ask(ours.url, query, variables, may)) }).toEqual({
          by,
          ...expected,
        });
      }
    }
    const { data } = (await ask(url, query, variables, true)) as Answer;
    expect([name, data]).not.toEqual([name, null]);
  });
});
