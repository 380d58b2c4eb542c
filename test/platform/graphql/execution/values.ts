import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import type { Choices } from './choices.js';
import type { Make, World } from './world.js';

/** Makes a value of an object type; its members are known when the schema is complete. */
export type MakeObject = (world: World, typeName: string) => unknown;

const LEAVES: Record<string, readonly [unknown, ...unknown[]]> = {
  Int: [1, 0, -0, 2 ** 40, NaN, '7', true, 1.5, 'many', {}],
  Float: [1.5, 1, '2.5', Infinity, [], 'many'],
  String: ['text', '', 5, true, {}, { toJSON: () => 'json' }, Symbol('s')],
  Boolean: [true, false, 0, NaN, 'yes'],
  ID: ['id', 7, 1.5, {}],
  Enum: ['a', 'zz', 1, {}],
  Scalar: [1, 'text', { x: [1] }, 'null', 'undefined', 'throw', 'thenable', () => 1],
};

/** What a resolver of a field of this type gives: mostly what it should, and all that it may. */
export function chooseValue(c: Choices, type: GraphQLOutputType, object: MakeObject): Make {
  const odd = c.next(24);
  const right = () => chooseRight(c, type, object);
  const message = c.of(['failure', 'other failure']);
  if (odd < 13) return right();
  if (odd === 13) return () => null;
  if (odd === 14) return () => undefined;
  if (odd === 15) return () => new TypeError(message);
  if (odd === 16)
    return chooseThrown(c, message, (error) => {
      throw error;
    });
  if (odd === 17) return chooseThrown(c, message, (error) => Promise.reject(error as Error));
  if (odd === 18) return later(c, right());
  if (odd === 19) return later(c, chooseValue(c, type, object));
  if (odd === 20) return thenable(c, chooseValue(c, type, object));
  if (odd === 21) {
    const wrong = c.of<unknown>(['text', 5, true, {}, [], new Map([[1, 2]])]);
    return () => wrong;
  }
  if (odd === 22) return (world) => object(world, 'Query');
  const inner = right();
  return (world) =>
    function method(...args: unknown[]) {
      world.log.push(`method ${args.length}`);
      return inner(world);
    };
}

function chooseRight(c: Choices, type: GraphQLOutputType, object: MakeObject): Make {
  if (isNonNullType(type)) return chooseRight(c, type.ofType, object);
  if (isListType(type))
    return chooseList(
      c,
      c.list(0, 4, () => chooseValue(c, type.ofType, object)),
    );
  if (isObjectType(type)) return (world) => object(world, type.name);
  if (isAbstractType(type)) {
    const name = c.of(['O0', 'O1', 'O2'] as const);
    return (world) => object(world, name);
  }
  const value = c.of(LEAVES[getNamedType(type).name] ?? [null]);
  return () => value;
}

function chooseThrown(c: Choices, message: string, fail: (error: unknown) => unknown): Make {
  const kind = c.next(6);
  return () => {
    if (kind === 1) return fail(message);
    if (kind === 2) return fail(undefined);
    if (kind === 3)
      return fail(new GraphQLError(message, { path: ['own', 1], extensions: { code: 'X' } }));
    if (kind === 4) return fail(new GraphQLError(message, { extensions: { code: 'Y' } }));
    if (kind === 5) return fail({ message, odd: true });
    return fail(new RangeError(message));
  };
}

/** After some turns of the queue, so that the order in which promises settle varies. */
function later(c: Choices, make: Make): Make {
  const turns = c.next(4);
  return async (world) => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    return make(world);
  };
}

function thenable(c: Choices, make: Make): Make {
  const kind = c.next(5);
  return (world) => ({
    then(resolve: (value: unknown) => unknown, reject: (error: unknown) => unknown) {
      world.log.push(`then ${typeof resolve} ${typeof reject}`);
      if (kind === 4) throw new Error('thenable');
      const run = async () => make(world);
      if (kind === 3) return Promise.reject(new Error('thenable')).then(resolve, reject);
      // A thenable that gives nothing back has to handle what a callback throws.
      if (kind === 2)
        return void run()
          .then(resolve, reject)
          .catch(() => undefined);
      return run().then(resolve, reject);
    },
  });
}

function chooseList(c: Choices, items: Make[]): Make {
  const kind = c.next(7);
  return (world) => {
    const values = function* () {
      for (const item of items) yield item(world);
    };
    if (kind === 1) return values();
    if (kind === 2) return new Set(values());
    if (kind === 3) return { length: 1, 0: 'array-like' };
    if (kind === 4) return 'not a list';
    if (kind === 5) return iterate(world, values());
    return [...values()];
  };
}

/** Logs what is asked of an iterator, and whether it is closed. */
function iterate(world: World, values: Iterator<unknown>): Iterable<unknown> {
  return {
    get [Symbol.iterator]() {
      world.log.push('iterator');
      return () => ({
        next: () => {
          world.log.push('next');
          return values.next();
        },
        return: () => {
          world.log.push('return');
          return { done: true as const, value: undefined };
        },
      });
    },
  };
}

/** Of which type a value is, by whatever way a type may say it. */
export function chooseTypeName(c: Choices, types: () => readonly GraphQLObjectType[]): Make {
  const kind = c.next(10);
  const name = c.of(['O0', 'O1', 'O2', 'Query', 'Enum', 'Nowhere'] as const);
  const isNumber = c.oneIn(2);
  return () => {
    if (kind === 5) return Promise.resolve(name);
    if (kind === 6) return undefined;
    if (kind === 7) throw new Error('type');
    if (kind === 8) return Promise.reject(new Error('type'));
    if (kind === 9) return isNumber ? 5 : types()[0];
    return name;
  };
}
