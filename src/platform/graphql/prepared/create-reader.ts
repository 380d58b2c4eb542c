import {
  getNullableType,
  isLeafType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionNode,
} from 'graphql';
import { isPromise } from '../promise-or-value.js';
import { responseKeyOf } from '../response-key.js';
import { isPropertyRead } from './property-field.js';

/**
 * Makes of a resolver's value what the answer contains.
 *
 * @throws for a value that graphql-js has to look at: an error, a promise, null where there must be
 * a value, or what a scalar refuses
 */
export type Reader = (value: unknown) => unknown;

/** Caught at once: graphql-js says in the answer what is wrong. */
const IRREGULAR = new Error('graphql-js has to look at this value.');

/** Undefined where more than properties is asked for. */
export function createReader(type: GraphQLOutputType, node: FieldNode): Reader | undefined {
  const nullable = getNullableType(type);
  const read = isObjectType(nullable)
    ? createObjectReader(nullable, node)
    : isLeafType(nullable)
      ? createLeafReader(nullable)
      : undefined;
  if (!read) return undefined;
  const isRequired = isNonNullType(type);
  return (value) => {
    if (value !== null && value !== undefined) return read(value);
    if (isRequired) throw IRREGULAR;
    return null;
  };
}

/** A field that is asked for as it is: with no other node for the same key of the answer. */
export function readSelections({ selectionSet }: Pick<FieldNode, 'selectionSet'>) {
  const nodes = selectionSet?.selections.filter(isSimple) ?? [];
  const keys = new Set(nodes.map(responseKeyOf));
  const isAll = nodes.length === selectionSet?.selections.length && keys.size === nodes.length;
  return isAll ? nodes : undefined;
}

function createObjectReader(type: GraphQLObjectType, node: FieldNode): Reader | undefined {
  const nodes = type.isTypeOf ? undefined : readSelections(node);
  const fields = nodes?.map((field) => ({
    key: responseKeyOf(field),
    read: createFieldReader(type, field),
  }));
  if (!fields?.every(isReadable)) return undefined;
  return (source) => {
    requireSettled(source);
    const result = Object.create(null) as Record<string, unknown>;
    for (const { key, read } of fields) result[key] = read(source);
    return result;
  };
}

function createFieldReader(type: GraphQLObjectType, node: FieldNode): Reader | undefined {
  if (node.name.value === '__typename') return () => type.name;
  const field = type.getFields()[node.name.value];
  if (!field || field.args.length > 0 || !isPropertyRead(field.resolve)) return undefined;
  const { resolve } = field;
  const read = createReader(field.type, node);
  return read && ((source) => read(resolve(source)));
}

function createLeafReader(type: GraphQLLeafType): Reader {
  return (value) => {
    requireSettled(value);
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) throw IRREGULAR;
    return serialized;
  };
}

function requireSettled(value: unknown): void {
  if (value instanceof Error || isPromise(value)) throw IRREGULAR;
}

function isSimple(node: SelectionNode): node is FieldNode {
  return node.kind === Kind.FIELD && (node.directives ?? []).length === 0;
}

function isReadable<F extends { read: Reader | undefined }>(
  field: F,
): field is F & { read: Reader } {
  return field.read !== undefined;
}
