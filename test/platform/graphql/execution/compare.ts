import {
  execute as executeByGraphqlJs,
  parse,
  type ExecutionArgs,
  type GraphQLError,
} from 'graphql';
import { execute } from '../../../../src/platform/graphql/execution/execute.js';
import {
  isPromise,
  type PromiseOrValue,
} from '../../../../src/platform/graphql/execution/promise.js';
import { Choices } from './choices.js';
import { chooseVariables, RandomDocument } from './documents.js';
import { RandomSchema } from './schemas.js';
import { World } from './world.js';

type Execute = (args: ExecutionArgs) => PromiseOrValue<unknown>;
type Args = Omit<ExecutionArgs, 'contextValue' | 'rootValue'>;

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

/** Executes what the bytes say, three times each, with a plan and without. */
export async function compare(bytes: Uint8Array): Promise<void> {
  const c = new Choices(bytes);
  const kind = c.of(['query', 'query', 'query', 'mutation', 'subscription'] as const);
  const random = new RandomSchema(c);
  const { text } = new RandomDocument(c, random.schema, kind);
  const document = parse(text);
  const operationName = c.oneIn(6) ? c.of(['First', 'Second', 'Third'] as const) : null;
  const isCustom = c.oneIn(6);
  const typeName = kind.charAt(0).toUpperCase() + kind.slice(1);
  for (const variableValues of [chooseVariables(c), chooseVariables(c), chooseVariables(c)]) {
    const args: Args = {
      schema: random.schema,
      document,
      operationName,
      variableValues,
      options: { maxCoercionErrors: 2 },
      ...(isCustom ? CUSTOM : {}),
    };
    const root = (world: World) => random.make(world, typeName);
    unhandled.length = 0;
    const expected = await observe(executeByGraphqlJs, args, root);
    // A resolver itself may leave a rejection that no executor ever sees.
    const unavoidable = unhandled.length;
    unhandled.length = 0;
    const actual = await observe(execute, args, root);
    if (unhandled.length > unavoidable)
      throw new Error(`Unhandled: ${String(unhandled[0])}\n${text}`);
    if (expected !== actual) {
      throw new Error(
        `${text}\n${JSON.stringify(variableValues)}\n${difference(expected, actual)}`,
      );
    }
  }
}

/** The resolvers of the arguments, for fields and types that have none. */
const CUSTOM: Partial<Args> = {
  fieldResolver: (source: Record<string, unknown>, _args, { world }: { world: World }, info) => {
    world.log.push(`fieldResolver ${info.fieldName}`);
    return source?.[info.fieldName];
  },
  typeResolver: (_value, { world }: { world: World }, info) => {
    world.log.push(`typeResolver ${info.fieldName}`);
    return 'O1';
  },
};

async function observe(run: Execute, args: Args, root: (world: World) => unknown): Promise<string> {
  const world = new World();
  const outcome = run({ ...args, contextValue: { world }, rootValue: root(world) });
  world.log.push(isPromise(outcome) ? 'asynchronous' : 'synchronous');
  const early = isPromise(outcome) ? '' : show(world, outcome);
  // Without timers, whatever settles has settled after a turn; a thenable may never do.
  const result = await Promise.race([outcome, nextTurn().then(() => ({ pending: true }))]);
  const settled = show(world, result);
  // Work under way may call resolvers, and add errors to the answer.
  for (let turn = 0; turn < 3; turn += 1) await nextTurn();
  return [early, settled, show(world, result), ...world.log].join('\n');
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

function show(world: World, result: unknown): string {
  const { errors, ...others } = result as { errors?: readonly GraphQLError[] };
  const shown = errors?.map((error) =>
    [
      error.message,
      JSON.stringify([error.path, error.locations, error.extensions]),
      error.nodes?.map(({ loc }) => loc?.start).join(),
      world.show(error.originalError),
    ].join(' '),
  );
  return `${Object.keys(result as object).join()} ${world.show(others)} ${shown?.join('; ')}`;
}

function difference(expected: string, actual: string): string {
  const [theirs, ours] = [expected.split('\n'), actual.split('\n')];
  const index = theirs.findIndex((line, at) => line !== ours[at]);
  const at = index === -1 ? theirs.length : index;
  return `line ${at} of ${theirs.length}\ngraphql-js: ${theirs[at]}\nours:       ${ours[at]}`;
}
