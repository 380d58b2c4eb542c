import {
  GraphQLError,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Path } from './collected-errors.js';
import { executeFields } from './execute-fields.js';
import type { Execution, PlannedField } from './execution.js';
import { isPromise, type PromiseOrValue } from './promise.js';

/** Executes the fields that are asked for of an object, if the type accepts it. */
export function completeObject(
  execution: Execution,
  field: PlannedField,
  info: GraphQLResolveInfo,
  path: Path,
  value: unknown,
  type: GraphQLObjectType,
): PromiseOrValue<unknown> {
  const fields = field.selection.fieldsOf(type);
  const run = (isOfType: boolean) => {
    if (isOfType) return executeFields(execution, { type, value, path }, fields);
    const message = `Expected value of type "${type.name}" but got: ${inspect(value)}.`;
    throw new GraphQLError(message, { nodes: field.nodes });
  };
  if (!type.isTypeOf) return run(true);
  const isOfType = type.isTypeOf(value, execution.contextValue, info);
  return isPromise(isOfType) ? isOfType.then(run) : run(isOfType);
}

/** Finds the type of an object, and completes it. */
export function completeAbstract(
  execution: Execution,
  field: PlannedField,
  info: GraphQLResolveInfo,
  path: Path,
  value: unknown,
  type: GraphQLAbstractType,
): PromiseOrValue<unknown> {
  const resolveType = type.resolveType ?? execution.typeResolver;
  const complete = (name: unknown) => {
    const objectType = findType(name, execution, field, info, value, type);
    return completeObject(execution, field, info, path, value, objectType);
  };
  const name: unknown = resolveType(value, execution.contextValue, info, type);
  return isPromise(name) ? name.then(complete) : complete(name);
}

/** @throws GraphQLError where the type does not exist, or is not one of those that may stand here */
function findType(
  name: unknown,
  { schema }: Execution,
  { nodes }: PlannedField,
  { parentType, fieldName }: GraphQLResolveInfo,
  value: unknown,
  abstract: GraphQLAbstractType,
): GraphQLObjectType {
  const must = `Abstract type "${abstract.name}" must resolve to an Object type at runtime for field "${parentType.name}.${fieldName}"`;
  if (name === null || name === undefined) {
    const cure = `Either the "${abstract.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`;
    throw new GraphQLError(`${must}. ${cure}`, { nodes });
  }
  if (isObjectType(name)) {
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    );
  }
  if (typeof name !== 'string') {
    throw new GraphQLError(`${must} with value ${inspect(value)}, received "${inspect(name)}".`);
  }
  const type = schema.getType(name);
  const refuse = (why: string) => {
    throw new GraphQLError(why, { nodes });
  };
  const was = `Abstract type "${abstract.name}" was resolved to a`;
  if (!type) return refuse(`${was} type "${name}" that does not exist inside the schema.`);
  if (!isObjectType(type)) return refuse(`${was} non-object type "${name}".`);
  if (schema.isSubType(abstract, type)) return type;
  return refuse(
    `Runtime Object type "${type.name}" is not a possible type for "${abstract.name}".`,
  );
}
