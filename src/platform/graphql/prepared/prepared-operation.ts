import {
  defaultFieldResolver,
  execute,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { isPromise, type PromiseOrValue } from '../promise-or-value.js';
import { responseKeyOf } from '../response-key.js';
import { createReader, readSelections, type Reader } from './create-reader.js';
import { settledSchemaOf, type Outcome } from './settled-schema.js';

type RootInfo = Omit<GraphQLResolveInfo, 'rootValue'>;

const known = new WeakMap<OperationDefinitionNode, PreparedOperation | null>();

/**
 * An operation with one root field without arguments, and properties of what that gives: such as
 * `{ me { id name } }`. Its resolver is called as graphql-js does, and the properties are read by
 * functions that were prepared once. Whatever is not regular, an error above all, goes to graphql-js
 * with what the resolver gave, so that the answer is always the same to the byte.
 */
export class PreparedOperation {
  constructor(
    private readonly document: DocumentNode,
    private readonly info: RootInfo,
    private readonly resolve: GraphQLFieldResolver<unknown, unknown>,
    private readonly read: Reader,
    private readonly key: string,
  ) {}

  execute(rootValue: unknown, contextValue: object): PromiseOrValue<ExecutionResult> {
    const complete = (value: unknown) => this.#complete(value, contextValue);
    const fail = (error: unknown) => this.#settle(contextValue, () => rethrow(error));
    try {
      const value = this.resolve(rootValue, {}, contextValue, { ...this.info, rootValue });
      return isPromise(value) ? value.then(complete, fail) : complete(value);
    } catch (error) {
      return fail(error);
    }
  }

  #complete(value: unknown, contextValue: object): PromiseOrValue<ExecutionResult> {
    try {
      const data = Object.create(null) as Record<string, unknown>;
      data[this.key] = this.read(value);
      return { data };
    } catch {
      return this.#settle(contextValue, () => value);
    }
  }

  #settle(contextValue: object, outcome: Outcome): PromiseOrValue<ExecutionResult> {
    const schema = settledSchemaOf(this.info.schema);
    const { document } = this;
    return execute({ schema, document, rootValue: outcome, contextValue });
  }
}

/** Undefined for an operation that graphql-js has to execute. Each is prepared once. */
export function findPrepared(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): PreparedOperation | undefined {
  let prepared = known.get(operation);
  if (prepared === undefined) {
    prepared = prepare(schema, document, operation) ?? null;
    known.set(operation, prepared);
  }
  return prepared ?? undefined;
}

function prepare(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): PreparedOperation | undefined {
  const [node, ...others] = readSelections(operation) ?? [];
  const parentType = schema.getRootType(operation.operation);
  const field = node && parentType?.getFields()[node.name.value];
  const isAlone = document.definitions.length === 1 && others.length === 0;
  if (!field || !isAlone || field.args.length > 0 || !canBePrepared(schema, operation)) {
    return undefined;
  }
  const read = createReader(field.type, node);
  const key = responseKeyOf(node);
  const info: RootInfo = {
    fieldName: field.name,
    fieldNodes: [node],
    returnType: field.type,
    parentType,
    path: { prev: undefined, key, typename: parentType.name },
    schema,
    fragments: Object.create(null) as RootInfo['fragments'],
    operation,
    variableValues: {},
  };
  const { resolve = defaultFieldResolver } = field;
  return read && new PreparedOperation(document, info, resolve, read, key);
}

function canBePrepared(
  schema: GraphQLSchema,
  { operation, variableDefinitions = [], directives = [] }: OperationDefinitionNode,
): boolean {
  // OpenTelemetry puts a function that makes spans in the place of graphql-js's.
  const isTraced = '__wrapped' in execute;
  const isSimple = variableDefinitions.length === 0 && directives.length === 0;
  if (isTraced || !isSimple || operation === OperationTypeNode.MUTATION) return false;
  try {
    return Boolean(settledSchemaOf(schema));
  } catch {
    return false;
  }
}

function rethrow(error: unknown): never {
  throw error;
}
