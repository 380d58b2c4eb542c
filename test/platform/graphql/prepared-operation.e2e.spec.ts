import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import {
  Args,
  Field,
  Float,
  GraphQLISODateTime,
  GraphQLSchemaHost,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import {
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import { findPrepared } from '../../../src/platform/graphql/prepared/prepared-operation.js';
import { Public } from '../../../src/platform/auth/access/public.decorator.js';
import { UnavailableException } from '../../../src/platform/upstream/unavailable.exception.js';
import { useApi } from '../../support/api.js';

enum Colour {
  RED = 'red',
}
registerEnumType(Colour, { name: 'Colour', description: 'A colour.' });

@ObjectType({ description: 'Within a thing.' })
class Part {
  @Field(() => ID, { description: 'Never null.' })
  id!: unknown;
}

@ObjectType({ description: 'A thing of all kinds of fields.' })
class Thing {
  @Field(() => ID, { description: 'Never null.' })
  id!: unknown;

  @Field(() => Int, { nullable: true, description: 'A number.' })
  count?: unknown;

  @Field(() => Float, { nullable: true, defaultValue: 1.5, description: 'With a default.' })
  weight?: unknown;

  @Field(() => Boolean, { nullable: true, description: 'Yes or no.' })
  isRed?: unknown;

  @Field(() => Colour, { nullable: true, description: 'An enum.' })
  colour?: unknown;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'A time.' })
  at?: unknown;

  @Field(() => GraphQLJSONObject, { nullable: true, description: 'JSON.' })
  json?: unknown;

  @Field(() => Part, { nullable: true, description: 'An object.' })
  part?: unknown;

  @Field(() => [Int], { nullable: true, description: 'A list.' })
  list?: unknown;

  @Field(() => String, {
    nullable: true,
    middleware: [async (_, next: () => Promise<unknown>) => `${String(await next())}!`],
    description: 'Changed by middleware.',
  })
  loud?: unknown;
}

const source = jest.fn<() => unknown>();

@Public()
@Resolver(() => Thing)
class Things {
  @Query(() => Thing, { description: 'Never null.' })
  thing(): unknown {
    return source();
  }

  @Query(() => Thing, { nullable: true, description: 'Null where it fails.' })
  maybe(): unknown {
    return source();
  }

  @Query(() => [Thing], { description: 'Many.' })
  things(): unknown {
    return [source()];
  }

  @Query(() => Thing, { description: 'With an argument.' })
  which(
    @Args('name', { type: () => String, defaultValue: 'x', description: 'Any.' }) name: string,
  ): unknown {
    return { id: name };
  }

  @Subscription(() => Thing, { description: 'Never null.', resolve: () => source() })
  changed(): AsyncIterable<unknown> {
    throw new Error('These tests begin with an event.');
  }

  @Mutation(() => Thing, { description: 'Changes nothing.' })
  change(): unknown {
    return source();
  }

  @ResolveField(() => String, { description: 'Has a resolver.' })
  resolved(): string {
    return 'resolved';
  }
}

const api = useApi({ providers: [Things] });

/** Nest logs nothing of what is thrown on purpose. */
beforeEach(() => Logger.overrideLogger(false));

const ALL = 'id count weight isRed colour at json part { id }';
const OPERATIONS = [
  `{ thing { ${ALL} } }`,
  `{ maybe { ${ALL} } }`,
  `subscription { changed { ${ALL} } }`,
  'query Named { maybe { one: id two: id __typename part { __typename } } }',
  '{ __proto__: maybe { __proto__: id constructor: count } }',
];

const WHOLE = {
  id: 7,
  count: 3,
  weight: undefined,
  isRed: true,
  colour: 'red',
  at: new Date(0),
  json: { then: 1, deep: [{ text: '"\u2028' }], __proto__: { own: 1 } },
  part: { id: 'p' },
};
const thenable = { then: (resolve: (value: unknown) => void) => resolve('late') };
const failure = new Error('at /srv/app');

const VALUES: [string, () => unknown][] = [
  ['a whole thing', () => WHOLE],
  ['a promise of it', () => Promise.resolve(WHOLE)],
  ['only what must be there', () => ({ id: 'x' })],
  ['nulls', () => ({ id: 'x', count: null, weight: null, json: null, part: null })],
  ['no id', () => ({})],
  ['a part without id', () => ({ id: 'x', part: {} })],
  ['a part that is an error', () => ({ id: 'x', part: failure })],
  ['a part that is text', () => ({ id: 'x', part: 'text' })],
  ['null', () => null],
  ['undefined', () => undefined],
  ['text', () => 'text'],
  ['a list', () => [WHOLE]],
  ['an error', () => failure],
  ['a promise of an error', () => Promise.resolve(failure)],
  ['a number that is not one', () => ({ id: 'x', count: NaN })],
  ['a number that is too large', () => ({ id: 'x', count: 2 ** 40 })],
  ['text for a number', () => ({ id: 'x', count: 'many' })],
  ['an object for an id', () => ({ id: {} })],
  ['an enum that is unknown', () => ({ id: 'x', colour: 'green' })],
  ['a time that is not one', () => ({ id: 'x', at: new Date(NaN) })],
  ['JSON that is text', () => ({ id: 'x', json: 'text' })],
  ['JSON that is an error', () => ({ id: 'x', json: failure })],
  ['fields that are promises', () => ({ id: Promise.resolve('x'), json: Promise.resolve({}) })],
  ['fields that are like promises', () => ({ id: thenable, part: thenable, json: thenable })],
  ['fields that are functions', () => ({ id: () => 'x', json: () => ({}) })],
  ['several mistakes', () => ({ id: 'x', count: 'many', colour: 'green', at: 'never' })],
  [
    'a field that throws',
    () => ({
      id: 'x',
      get count() {
        throw failure;
      },
    }),
  ],
  [
    'a defect',
    () => {
      throw failure;
    },
  ],
  [
    'an outage',
    () => {
      throw new UnavailableException('Later.', 17);
    },
  ],
  ['a refusal', () => Promise.reject(new GraphQLError('No.', { extensions: { code: 'NO' } }))],
  ['what is not an error', () => Promise.reject('text' as unknown as Error)],
];

describe.each(OPERATIONS)('%s, prepared', (query) => {
  it.each(VALUES)('answers as graphql-js does to %s', async (_, value) => {
    const { args, prepared } = prepare(query);
    source.mockReset().mockImplementation(value);
    const expected = await execute(args);
    expect(source).toHaveBeenCalledTimes(1);
    const actual = await prepared?.execute(undefined, args.contextValue);
    expect(source).toHaveBeenCalledTimes(2);
    expect(describeResult(actual)).toEqual(describeResult(expected));
  });
});

it.each([
  'query ($is: Boolean = true) { thing { id @include(if: $is) } }',
  'query ($unused: Int) { thing { id } }',
  '{ thing { id @skip(if: true) } }',
  '{ thing @include(if: false) { id } }',
  '{ thing { ...F } } fragment F on Thing { id }',
  '{ thing { ... on Thing { id } } }',
  '{ ... { thing { id } } }',
  '{ thing { id id } }',
  '{ thing { id } thing { count } }',
  '{ thing { id } maybe { id } }',
  '{ thing { list } }',
  '{ things { id } }',
  '{ thing { resolved } }',
  '{ thing { loud } }',
  '{ which { id } }',
  '{ __typename }',
  '{ __schema { queryType { name } } }',
  'mutation { change { id } }',
  'query A { thing { id } } query B { thing { id } }',
])('%s is left to graphql-js', (query) => {
  expect(prepare(query).prepared).toBeUndefined();
});

function prepare(query: string) {
  const schema = api.app.get(GraphQLSchemaHost, { strict: false }).schema as GraphQLSchema;
  const document = parse(query);
  const operation = getOperationAST(document, query.includes('query A') ? 'A' : null);
  if (!operation) throw new Error(`No operation in ${query}`);
  const contextValue = { req: {} };
  return {
    args: { schema, document, contextValue },
    prepared: findPrepared(schema, document, operation),
  };
}

/** All that an answer is made of: the text, and the errors before they are masked. */
function describeResult(result: ExecutionResult | undefined) {
  return {
    text: JSON.stringify(result),
    errors: result?.errors?.map((error) => ({
      path: error.path,
      nodes: error.nodes,
      original: error.originalError,
      extensions: error.extensions,
    })),
  };
}
