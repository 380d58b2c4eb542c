import { describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  execute as executeByGraphqlJs,
  GraphQLError,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  parse,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLResolveInfo,
} from 'graphql';
import { execute } from '../../../../src/platform/graphql/execution/execute.js';
import { runCommand } from '../../../support/run-command.js';

const RUNS = '1000';
const RUN = './test/platform/graphql/execution/run.ts';

const schema = buildSchema(`
  input In { a: Int = 1, list: [Int] }
  type Query {
    a(in: In, list: [Int], first: Int = 3, of: Int!): Int
    required: [Int!]
    must: Int!
    child: Query
  }
  type Mutation { first: Int second: Int }
`);
const other = buildSchema('type Query { a: String, child: Other } type Other { a: Boolean }');

/** How graphql-js and the platform answer, or what they throw. */
async function both(args: ExecutionArgs): Promise<[unknown, unknown]> {
  return [await outcome(executeByGraphqlJs, args), await outcome(execute, args)];
}

async function outcome(run: typeof execute, args: ExecutionArgs): Promise<unknown> {
  try {
    return await run(args);
  } catch (error) {
    return { thrown: error instanceof Error ? error.message : error };
  }
}

describe('execute', () => {
  it('does what graphql-js does, whatever schema, values, document and variables it gets', async () => {
    const { code, stderr } = await runCommand(RUN, [RUNS], { NODE_ENV: 'test' });
    expect(stderr).toBe('');
    expect(code).toBe(0);
  }, 300_000);

  it.each<[string, object]>([
    ['no document', { schema }],
    ['no schema', { document: parse('{ a }') }],
    [
      'a schema that is not valid',
      {
        schema: buildSchema('type X { a: Int }', { assumeValidSDL: true }),
        document: parse('{ a }'),
      },
    ],
    ['variables that are text', { schema, document: parse('{ a }'), variableValues: '{}' }],
    ['a document without an operation', { schema, document: parse('fragment F on Query { a }') }],
    [
      'an operation that the schema does not have',
      { schema: other, document: parse('mutation { a }') },
    ],
    ['two operations and no name', { schema, document: parse('query A { a } query B { a }') }],
    ['a name of no operation', { schema, document: parse('query A { a }'), operationName: 'B' }],
    ['an empty name', { schema, document: parse('query A { a }'), operationName: '' }],
  ])('refuses %s as graphql-js does', async (_, args) => {
    const [expected, actual] = await both(args as ExecutionArgs);
    expect(actual).toEqual(expected);
  });

  it('plans one document for each schema that it meets', async () => {
    const document = parse('{ a(of: 1) child { a(of: 2) } }');
    const rootValue = { a: 1, child: { a: 1 } };
    for (const one of [schema, other, schema, other]) {
      const [expected, actual] = await both({ schema: one, document, rootValue });
      expect(actual).toEqual(expected);
    }
  });

  it('gives each call arguments of its own', () => {
    const document = parse('{ a(in: { list: [1] }, list: [2], of: 4) }');
    const seen: unknown[] = [];
    const a = (args: { in: { list: number[] }; list: number[] }) => {
      seen.push(structuredClone(args));
      args.in.list.push(9);
      args.list.push(9);
      Object.assign(args, { first: 9, more: 9 });
    };
    for (let time = 0; time < 2; time += 1) void execute({ schema, document, rootValue: { a } });
    const expected = { in: { a: 1, list: [1] }, list: [2], first: 3, of: 4 };
    expect(seen).toEqual([expected, expected]);
  });

  it('handles the promises of a list that fails before they settle', async () => {
    const document = parse('{ required }');
    const rootValue = { required: [Promise.reject(new Error('late')), new Error('early')] };
    const result = (await execute({ schema, document, rootValue })) as ExecutionResult;
    expect(result.data).toEqual({ required: null });
    expect(result.errors?.map(({ message }) => message)).toEqual(['early']);
    // Jest fails a test in which a rejection stays unhandled.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('adds no error to an answer that is null already', async () => {
    const document = parse('{ a(of: 1) must }');
    const fail = async (turns: number) => {
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      throw new Error(`after ${turns}`);
    };
    const rootValue = { a: () => fail(20), must: () => fail(0) };
    const result = (await execute({ schema, document, rootValue })) as ExecutionResult;
    await new Promise((resolve) => setImmediate(resolve));
    expect(result.data).toBeNull();
    expect(result.errors?.map(({ message }) => message)).toEqual(['after 0']);
  });

  it('asks once for a field of a fragment that is spread twice', () => {
    const document = parse('{ ...F ...F child { ...F } } fragment F on Query { a(of: 1) }');
    const counts: number[] = [];
    const a = (_args: unknown, _context: unknown, { fieldNodes }: GraphQLResolveInfo) =>
      counts.push(fieldNodes.length);
    void execute({ schema, document, rootValue: { a, child: { a } } });
    expect(counts).toEqual([1, 1]);
  });

  it('reads nothing of the items of a list that fails', async () => {
    const reads: unknown[] = [];
    const item = new Proxy({}, { get: (_, key) => void reads.push(key) });
    const anything = new GraphQLScalarType({ name: 'Anything', serialize: (value) => value });
    const type = new GraphQLList(new GraphQLNonNull(anything));
    const query = new GraphQLObjectType({ name: 'Query', fields: { list: { type } } });
    const args = {
      schema: new GraphQLSchema({ query }),
      document: parse('{ list }'),
      rootValue: { list: () => [Promise.resolve(item), null] },
    };
    const counts = [];
    for (const run of [executeByGraphqlJs, execute]) {
      reads.length = 0;
      await run(args);
      await new Promise((resolve) => setImmediate(resolve));
      counts.push(reads.length);
    }
    expect(counts[1]).toBe(counts[0]);
  });

  it('runs the fields of a mutation one after the other', async () => {
    const events: string[] = [];
    const write = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`${name} ends`);
      throw new GraphQLError(name);
    };
    const rootValue = { first: write('first'), second: write('second') };
    const document = parse('mutation { first second }');
    const { data } = (await execute({ schema, document, rootValue })) as ExecutionResult;
    expect(data).toEqual({ first: null, second: null });
    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });
});
