import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse, type GraphQLObjectType } from 'graphql';
import { costOf } from '../../../src/platform/graphql/cost/cost-of.js';
import { listOf } from '../../../src/platform/graphql/cost/estimator.js';

const schema = buildSchema(`
  type Query {
    hello: String
    me: User
    pages(first: Int! = 20, last: Int, after: String): Page
    words: [String!]!
    friends: [User]
    filtered(by: Filter): User
    kinds(only: Kind, first: Int): [User]
    any: Node
  }
  type Mutation { change: User }
  interface Node { id: ID }
  type User implements Node { id: ID name: String posts(first: Int = 5): [Post!]! latest: [Post] }
  type Post implements Node { id: ID author: User }
  type Page { edges: [Edge!]! totalCount: Int }
  type Edge { node: User cursor: String }
  input Filter { name: String, deep: Filter, limit: Int }
  enum Kind { A B }
`);
bound('Page', 'edges', 1);
bound('User', 'latest', 3);

function bound(type: string, field: string, nodes: number): void {
  const { [field]: found } = (schema.getType(type) as GraphQLObjectType).getFields();
  if (found) found.extensions = { complexity: listOf(nodes) };
}

function cost(source: string, variables?: Record<string, unknown>, name?: string) {
  const document = parse(source);
  const operation = getOperationAST(document, name);
  if (!operation) throw new Error('No operation.');
  return costOf(schema, document, operation, variables);
}

describe('an operation costs', () => {
  it.each<[string, string, number]>([
    ['a point for each field', '{ hello me { id name } }', 4],
    ['a point for the name of a type', '{ __typename }', 1],
    ['a point for a list of scalars', '{ words }', 1],
    [
      'the fields of a page as often as it may have nodes',
      '{ pages(first: 3) { edges { cursor } } }',
      7,
    ],
    ['those of a page by the default of its argument', '{ pages { totalCount } }', 21],
    [
      'the product of nested pages',
      '{ pages(first: 10) { edges { node { posts(first: 4) { id } } } } }',
      71,
    ],
    ['the fields of a list by its stated bound', '{ me { latest { id } } }', 5],
    ['20 nodes of a list without a bound', '{ friends { id } }', 21],
    ['a point for each field where a page is empty', '{ pages(first: -5) { totalCount } }', 2],
    [
      'no less where nothing is asked for many times',
      '{ pages(first: 0) { edges { node { id name } } } }',
      5,
    ],
    ['a fragment as often as it is spread', '{ me { ...F ...F } } fragment F on User { id }', 3],
    ['what is included alone', '{ hello @skip(if: true) words @include(if: false) me { id } }', 2],
    [
      'the dearest of several types',
      '{ any { ... on User { posts(first: 9) { id } } ... on Post { author { id } } } }',
      11,
    ],
    ['as much for a mutation', 'mutation { change { id } }', 2],
    ['few points for an introspection', '{ __schema { types { fields { name } } } }', 4],
  ])('%s', (_, source, points) => {
    expect(cost(source)).toBe(points);
  });

  it('what its variables ask for', () => {
    const source =
      'query ($n: Int!, $if: Boolean = true) { pages(first: $n) { totalCount @include(if: $if) } }';
    const document = parse(source);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('No operation.');
    const of = (variables: Record<string, unknown>) =>
      costOf(schema, document, operation, variables);
    for (let turn = 0; turn < 2; turn += 1) {
      expect([of({ n: 3 }), of({ n: 7 }), of({ n: 7, if: false }), of({ n: 7, if: true })]).toEqual(
        [4, 8, 1, 8],
      );
    }
  });

  it('the same whatever its texts are, and what an enum or an object asks for', () => {
    const source =
      'query ($k: Kind, $f: Filter, $a: String) { pages(after: $a) { totalCount } kinds(only: $k, first: 2) { id } filtered(by: $f) { id } }';
    expect(cost(source, { a: 'x'.repeat(50_000), k: 'A', f: { limit: 3 } })).toBe(26);
  });

  it('what the named one of several operations asks for', () => {
    const source = 'query A { hello } query B { me { id name } }';
    expect([cost(source, {}, 'A'), cost(source, {}, 'B')]).toEqual([1, 3]);
  });
});

describe('a cost that cannot be told', () => {
  it.each([
    ['of a variable of another type', { n: 'three' }],
    ['of a variable that is missing', {}],
    ['of a number that is not an Int', { n: 1e300 }],
    ['of a deeply nested value', { n: nest(20_000) }],
  ])('is left to the execution, which names the problem: %s', (_, variables) => {
    const source = 'query ($n: Int!) { pages(first: $n) { totalCount } }';
    expect(cost(source, variables as Record<string, unknown>)).toBeUndefined();
  });
});

describe('a hostile document', () => {
  it('that multiplies pages costs more than any limit', () => {
    const posts = (depth: number): string =>
      depth === 0 ? 'id' : `posts(first: 2147483647) { author { ${posts(depth - 1)} } }`;
    expect(cost(`{ me { ${posts(50)} } }`)).toBe(1_000_000_000);
  });

  it('that spreads fragments in fragments is counted in a few milliseconds', () => {
    const levels = 30;
    const fragments = Array.from({ length: levels }, (_, level) => {
      const next =
        level + 1 === levels
          ? 'id'
          : `a: author { posts { ...F${level + 1} } } b: author { posts { ...F${level + 1} } }`;
      return `fragment F${level} on Post { ${next} }`;
    });
    const source = `{ me { latest { ...F0 } } } ${fragments.join(' ')}`;
    const startedAt = performance.now();
    expect(cost(source)).toBe(1_000_000_000);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('that spreads fragments to a wrong argument is counted to the first of them', () => {
    let reads = 0;
    const levels = Array.from(
      { length: 6 },
      (_, level) => `fragment F${level} on Query { ...F${level + 1} ...F${level + 1} }`,
    );
    const { args } = schema.getQueryType()?.getFields()['pages'] ?? {};
    const first = args?.find(({ name }) => name === 'first');
    if (!first) throw new Error('No argument.');
    const { type } = first;
    Object.defineProperty(first, 'type', { get: () => ((reads += 1), type), configurable: true });
    const leaf = 'fragment F6 on Query { pages(first: $n) { totalCount } }';
    try {
      const source = `query ($n: Int) { ...F0 } ${levels.join(' ')} ${leaf}`;
      expect(cost(source, { n: null })).toBe(1);
      expect(reads).toBeLessThan(10);
    } finally {
      Object.defineProperty(first, 'type', { value: type, writable: true });
    }
  });

  it('with very many values of a variable does not fill the memory', () => {
    const document = parse('query ($n: Int!) { pages(first: $n) { totalCount } }');
    const operation = getOperationAST(document);
    if (!operation) throw new Error('No operation.');
    for (let n = 1; n < 300; n += 1) expect(costOf(schema, document, operation, { n })).toBe(n + 1);
  });
});

function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
