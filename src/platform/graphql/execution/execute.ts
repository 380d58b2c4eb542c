import {
  assertValidSchema,
  defaultFieldResolver,
  defaultTypeResolver,
  execute as executeByGraphqlJs,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql';
import { CollectedErrors } from './collected-errors.js';
import { DocumentPlan } from './document-plan.js';
import { executeFields, executeFieldsInSeries } from './execute-fields.js';
import type { Execution, Fragments } from './execution.js';
import { isPromise, type PromiseOrValue } from './promise.js';

/**
 * Executes an operation as the function of graphql-js with the same name does: the same answer, the
 * same calls, in the same order, and without a promise where no resolver gives one. It is quicker
 * because it plans an operation once and keeps the plan for as long as the document exists.
 *
 * @throws for arguments that are wrong: no document, an invalid schema, variables that are not an
 * object
 */
export function execute(args: ExecutionArgs): PromiseOrValue<ExecutionResult> {
  if (!isCovered(args)) return executeByGraphqlJs(args);
  assertValidSchema(args.schema);
  const operation = findOperation(args);
  if (operation instanceof GraphQLError) return { errors: [operation] };
  const variables = readVariables(args, operation);
  if (variables.errors) return { errors: variables.errors };
  const plan = DocumentPlan.of(args.document);
  const execution = createExecution(args, operation, variables.coerced, plan.fragments);
  const { errors } = execution;
  const respond = (data: Record<string, unknown> | null): ExecutionResult =>
    errors.all.length === 0 ? { data } : { errors: errors.all, data };
  const fail = (error: unknown) => {
    errors.add(error as GraphQLError, undefined);
    return respond(null);
  };
  try {
    const data = executeOperation(execution, plan);
    return isPromise(data) ? data.then(respond, fail) : respond(data);
  } catch (error) {
    return fail(error);
  }
}

/** False for what graphql-js refuses to begin with, and for incremental delivery. */
function isCovered({ schema, document, variableValues }: ExecutionArgs): boolean {
  const isIncremental = schema?.getDirective('defer') ?? schema?.getDirective('stream');
  return Boolean(document) && !isIncremental && typeof (variableValues ?? {}) === 'object';
}

function findOperation({
  document,
  operationName,
}: ExecutionArgs): OperationDefinitionNode | GraphQLError {
  const isNamed = operationName !== null && operationName !== undefined;
  let operation: OperationDefinitionNode | undefined;
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    if (!isNamed && operation) {
      return new GraphQLError('Must provide operation name if query contains multiple operations.');
    }
    if (!isNamed || node.name?.value === operationName) operation = node;
  }
  const message = isNamed
    ? `Unknown operation named "${operationName}".`
    : 'Must provide an operation.';
  return operation ?? new GraphQLError(message);
}

function readVariables(
  { schema, variableValues, options, hideSuggestions }: ExecutionArgs,
  { variableDefinitions = [] }: OperationDefinitionNode,
) {
  if (variableDefinitions.length === 0) return { coerced: {}, errors: undefined };
  return getVariableValues(schema, variableDefinitions, variableValues ?? {}, {
    maxErrors: options?.maxCoercionErrors ?? 50,
    hideSuggestions: hideSuggestions ?? false,
  });
}

function createExecution(
  { schema, rootValue, contextValue, fieldResolver, typeResolver }: ExecutionArgs,
  operation: OperationDefinitionNode,
  variableValues: Record<string, unknown>,
  fragments: Fragments,
): Execution {
  return {
    schema,
    fragments,
    operation,
    rootValue,
    contextValue,
    variableValues,
    fieldResolver: fieldResolver ?? defaultFieldResolver,
    typeResolver: typeResolver ?? defaultTypeResolver,
    errors: new CollectedErrors(),
  };
}

function executeOperation(execution: Execution, plan: DocumentPlan) {
  const { schema, operation, variableValues, rootValue: value } = execution;
  const type = schema.getRootType(operation.operation);
  if (!type) {
    const message = `Schema is not configured to execute ${operation.operation} operation.`;
    throw new GraphQLError(message, { nodes: operation });
  }
  const selection = plan.selectionOf(schema, operation, variableValues);
  const run =
    operation.operation === OperationTypeNode.MUTATION ? executeFieldsInSeries : executeFields;
  return run(execution, { type, value, path: undefined }, selection.fieldsOf(type));
}
