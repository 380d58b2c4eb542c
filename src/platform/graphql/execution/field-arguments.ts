import {
  getArgumentValues,
  getNullableType,
  isEnumType,
  isLeafType,
  isSpecifiedScalarType,
  Kind,
  type ArgumentNode,
  type FieldNode,
  type GraphQLArgument,
} from 'graphql';
import type { PlannedField } from './execution.js';

type Definition = PlannedField['definition'];

/**
 * How the arguments of a field are found. Literals of GraphQL's own scalars and of enums have the
 * same values for each call, so they are read once. A list, an input object and a custom scalar
 * are read for each call, since a resolver may change what it gets.
 */
export function planArguments(
  definition: Definition,
  node: FieldNode,
): PlannedField['argumentsFor'] {
  const read = (variableValues?: Record<string, unknown>) =>
    getArgumentValues(definition, node, variableValues);
  const values = isConstant(definition, node) ? orUndefined(read) : undefined;
  if (!values) return read;
  return definition.args.length === 0 ? () => ({}) : () => ({ ...values });
}

function isConstant({ args }: Definition, { arguments: nodes = [] }: FieldNode): boolean {
  return args.every((argument) =>
    nodes
      .filter(({ name }) => name.value === argument.name)
      .every(({ value }) => isPlainLiteral(value, argument)),
  );
}

function isPlainLiteral({ kind }: ArgumentNode['value'], { type }: GraphQLArgument): boolean {
  const nullable = getNullableType(type);
  const isPlain = isLeafType(nullable) && (isEnumType(nullable) || isSpecifiedScalarType(nullable));
  return isPlain && kind !== Kind.VARIABLE;
}

/** Arguments that throw are evaluated again, so that each call throws an error of its own. */
function orUndefined<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
