/**
 * Compares `execute` of the platform with that of graphql-js, in one process and by turns, so that
 * only the ratio counts: `npm run build && node bench/execution/run.js`.
 */
import {
  execute as byGraphqlJs,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql';
import { execute } from '../../dist/platform/graphql/execution/execute.js';

const ROUNDS = 60;
const ROUND_MS = 15;

/** As Nest makes a field of `@Field()`: a resolver of one parameter. */
function property(name, type) {
  const resolve = (source) => {
    const value = source[name];
    return typeof value === 'undefined' ? undefined : value;
  };
  return { type, resolve };
}

const Item = new GraphQLObjectType({
  name: 'Item',
  fields: {
    id: property('id', new GraphQLNonNull(GraphQLID)),
    count: property('count', GraphQLInt),
    ...Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, property(name, GraphQLString)]),
    ),
  },
});

const items = (length) =>
  Array.from({ length }, (_, index) => ({
    id: String(index),
    count: index,
    ...Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, `${name} text`]),
    ),
  }));
const lists = new Map([1, 20, 1_000].map((length) => [length, items(length)]));

/** As Nest makes a root field: an asynchronous function of any number of parameters. */
const root =
  (give) =>
  async (...args) =>
    give(...args);
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      me: { type: new GraphQLNonNull(Item), resolve: root(() => lists.get(1)?.[0]) },
      items: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Item))),
        args: { first: { type: new GraphQLNonNull(GraphQLInt) } },
        resolve: root((_, args) => lists.get(args.first)),
      },
    },
  }),
});

const ALL = '{ id count a b c d e f g }';
const OPERATIONS = [
  ['me', { schema, document: parse(`{ me ${ALL} }`) }],
  ['a list of 20', { schema, document: parse(`{ items(first: 20) ${ALL} }`) }],
  ['a list of 1,000', { schema, document: parse(`{ items(first: 1000) ${ALL} }`) }],
];

/** Microseconds of CPU time for each execution. */
async function measure(run, args) {
  const before = process.cpuUsage();
  const end = performance.now() + ROUND_MS;
  let count = 0;
  for (; count === 0 || performance.now() < end; count += 1) await run(args);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

const best = (values) => Math.min(...values);

for (const [name, args] of OPERATIONS) {
  const [expected, actual] = [await byGraphqlJs(args), await execute(args)];
  if (JSON.stringify(expected) !== JSON.stringify(actual)) throw new Error(`${name} differs.`);
  const theirs = [];
  const ours = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await measure(byGraphqlJs, args));
    ours.push(await measure(execute, args));
  }
  const ratio = best(ours) / best(theirs);
  console.log(
    `${name}: ${ratio.toFixed(2)} of graphql-js (${best(ours).toFixed(1)} against ${best(theirs).toFixed(1)} µs of CPU)`,
  );
}
