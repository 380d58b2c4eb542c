import {
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLOutputType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { completeAbstract, completeObject } from './complete-object.js';
import type { Complete } from './execution.js';
import { isPromise, type PromiseOrValue } from './promise.js';

/** How a value of a type is completed: section 6.4.3 of the specification. */
export function createCompletion(type: GraphQLOutputType): Complete {
  if (isNonNullType(type)) return createRequired(createCompletion(type.ofType));
  if (isLeafType(type)) {
    return (_execution, _field, _info, _path, value) => {
      if (value instanceof Error) throw value;
      return value === null || value === undefined ? null : serialize(type, value);
    };
  }
  const complete = createNonNull(type);
  return (execution, field, info, path, value) => {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    return complete(execution, field, info, path, value);
  };
}

function createRequired(complete: Complete): Complete {
  return (execution, field, info, path, value) => {
    const completed = complete(execution, field, info, path, value);
    if (completed !== null) return completed;
    const name = `${info.parentType.name}.${info.fieldName}`;
    throw new Error(`Cannot return null for non-nullable field ${name}.`);
  };
}

function createNonNull(type: GraphQLOutputType): Complete {
  if (isListType(type)) return createList(type);
  if (isAbstractType(type)) {
    return (execution, field, info, path, value) =>
      completeAbstract(execution, field, info, path, value, type);
  }
  if (isObjectType(type)) {
    return (execution, field, info, path, value) =>
      completeObject(execution, field, info, path, value, type);
  }
  throw new TypeError(`A resolver cannot give a value of type "${inspect(type)}".`);
}

function serialize(type: GraphQLLeafType, value: unknown): unknown {
  const serialized: unknown = type.serialize(value);
  if (serialized !== null && serialized !== undefined) return serialized;
  throw new Error(
    `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to ` +
      `return non-nullable value, returned: ${inspect(serialized)}`,
  );
}

function createList({ ofType: type }: GraphQLList<GraphQLOutputType>): Complete {
  const complete = createCompletion(type);
  return (execution, field, info, path, list) => {
    if (!isIterable(list)) {
      const name = `${info.parentType.name}.${info.fieldName}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const items: unknown[] = [];
    let hasPromise = false;
    const completeItem = (item: unknown): PromiseOrValue<unknown> => {
      const place = { prev: path, key: items.length, typename: undefined };
      const fail = (error: unknown) => execution.errors.handle(error, type, place, field.nodes);
      const run = (value: unknown) => complete(execution, field, info, place, value);
      try {
        const completed = isPromise(item) ? item.then(run) : run(item);
        if (!isPromise(completed)) return completed;
        hasPromise = true;
        return completed.then(undefined, fail);
      } catch (error) {
        return fail(error);
      }
    };
    try {
      for (const item of list) items.push(completeItem(item));
    } catch (error) {
      // No answer waits for the promises before it, which may reject as well. `catch` would pass their
      // values on, and so read whether these have a method `then`.
      for (const item of items) if (item instanceof Promise) item.then(ignore, ignore);
      throw error;
    }
    return hasPromise ? Promise.all(items) : items;
  };
}

const ignore = () => undefined;

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function'
  );
}
