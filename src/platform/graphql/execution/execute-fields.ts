import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { Path } from './collected-errors.js';
import type { Execution, PlannedField } from './execution.js';
import { isPromise, settleMembers, type PromiseOrValue } from './promise.js';

type Data = Record<string, unknown>;

/** What the fields of an object have in common. */
interface Parent {
  readonly type: GraphQLObjectType;
  readonly value: unknown;
  /** Undefined for the root. */
  readonly path: Path | undefined;
}

/** Executes the fields of an object side by side. Without a promise where none of them gives one. */
export function executeFields(
  execution: Execution,
  parent: Parent,
  fields: readonly PlannedField[],
): PromiseOrValue<Data> {
  // V8 would make a dictionary of `Object.create(null)`, which is slower to fill and to send.
  const data = Object.setPrototypeOf({}, null) as Data;
  let hasPromise = false;
  try {
    for (const field of fields) {
      const value = executeField(execution, parent, field);
      if (value === undefined) continue;
      data[field.key] = value;
      if (isPromise(value)) hasPromise = true;
    }
  } catch (error) {
    if (!hasPromise) throw error;
    // The other promises may reject as well, and have to be handled.
    return settleMembers(data).finally(() => {
      throw error;
    });
  }
  return hasPromise ? settleMembers(data) : data;
}

/** Executes the root fields of a mutation one after the other. */
export function executeFieldsInSeries(
  execution: Execution,
  parent: Parent,
  fields: readonly PlannedField[],
): PromiseOrValue<Data> {
  const execute = (data: Data, field: PlannedField): PromiseOrValue<Data> => {
    const value = executeField(execution, parent, field);
    const add = (member: unknown) => {
      data[field.key] = member;
      return data;
    };
    if (value === undefined) return data;
    return isPromise(value) ? value.then(add) : add(value);
  };
  return fields.reduce<PromiseOrValue<Data>>(
    (data, field) =>
      isPromise(data) ? data.then((known) => execute(known, field)) : execute(data, field),
    Object.create(null) as Data,
  );
}

/**
 * Calls the resolver of a field, and completes what it gives. It has no closures: with one, V8 would make
 * a context for each field, also where nothing is waited for.
 */
function executeField(
  execution: Execution,
  { type, value: source, path: prev }: Parent,
  field: PlannedField,
): PromiseOrValue<unknown> {
  const { definition } = field;
  const path: Path = { prev, key: field.key, typename: type.name };
  const info = {
    fieldName: definition.name,
    fieldNodes: field.nodes,
    returnType: definition.type,
    parentType: type,
    path,
    schema: execution.schema,
    fragments: execution.fragments,
    rootValue: execution.rootValue,
    operation: execution.operation,
    variableValues: execution.variableValues,
  };
  try {
    const args = field.argumentsFor(execution.variableValues);
    const resolve = definition.resolve ?? execution.fieldResolver;
    const value: unknown = resolve(source, args, execution.contextValue, info);
    const completed = isPromise(value)
      ? completeLater(execution, field, info, path, value)
      : field.complete(execution, field, info, path, value);
    return isPromise(completed) ? handleLater(execution, field, path, completed) : completed;
  } catch (error) {
    return execution.errors.handle(error, definition.type, path, field.nodes);
  }
}

function completeLater(
  execution: Execution,
  field: PlannedField,
  info: GraphQLResolveInfo,
  path: Path,
  value: Promise<unknown>,
): Promise<unknown> {
  return value.then((result) => field.complete(execution, field, info, path, result));
}

function handleLater(
  { errors }: Execution,
  { definition, nodes }: PlannedField,
  path: Path,
  completed: Promise<unknown>,
): Promise<unknown> {
  return completed.then(undefined, (error) => errors.handle(error, definition.type, path, nodes));
}
