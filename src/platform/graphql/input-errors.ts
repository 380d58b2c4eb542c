import { unwrapResolverError } from '@apollo/server/errors';
import { BadRequestException, HttpException } from '@nestjs/common';
import {
  getArgumentValues,
  getVariableValues,
  GraphQLError,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type ExecutionArgs,
  type GraphQLDirective,
  type GraphQLField,
} from 'graphql';
import { MAXIMUM_ERRORS } from './bounded-errors.js';
import { findOperation } from './check-operation.js';

/** What of an execution decides whether its input is valid. */
export type ExecutedInput = Pick<
  ExecutionArgs,
  'schema' | 'document' | 'operationName' | 'variableValues'
>;

type Arguments = Parameters<typeof getArgumentValues>;
type Definition = GraphQLField<unknown, unknown> | GraphQLDirective | null | undefined;

/** One less than an answer holds, so that "Too many errors" has a place in it. */
const MAXIMUM_VARIABLE_ERRORS = MAXIMUM_ERRORS - 1;

/** For the executor: each error of a variable repeats its whole value. */
export const EXECUTION_OPTIONS = { maxCoercionErrors: MAXIMUM_VARIABLE_ERRORS };

/** Where it is enough to know that a variable is wrong. */
export const FIRST_ERROR = { maxErrors: 0, hideSuggestions: true };

const exceptions = new WeakMap<GraphQLError, BadRequestException>();

/**
 * Notes which errors of an execution concern its arguments and variables. graphql-js gives them no
 * mark, and a resolver can throw an error of the same shape with any text. So the input is coerced
 * again: only what fails there is an input error, and its message is the one of that failure.
 */
export function noteInputErrors(errors: readonly GraphQLError[], input: ExecutedInput): void {
  const candidates = errors.filter(isCandidate);
  const variables = candidates.length > 0 ? coerceVariables(input) : undefined;
  if (!variables) return;
  const found = variables.errors ? undefined : findBadArguments(input, variables.coerced);
  candidates.forEach((error, index) => {
    const [node] = error.nodes ?? [];
    const message = found ? node && found.get(node) : variables.errors?.[index]?.message;
    if (message !== undefined) exceptions.set(error, new BadRequestException(message));
  });
}

/** The exception for a wrong argument or variable; undefined for every other error. */
export function inputExceptionOf(error: unknown): BadRequestException | undefined {
  return error instanceof GraphQLError ? exceptions.get(error) : undefined;
}

/** Apollo has given errors of variables their code already. A refusal stays what it is. */
function isCandidate(error: GraphQLError): boolean {
  if (error.originalError instanceof HttpException) return false;
  const code = error.extensions['code'] ?? 'BAD_USER_INPUT';
  const thrown: unknown = unwrapResolverError(error);
  return code === 'BAD_USER_INPUT' && thrown instanceof GraphQLError;
}

function coerceVariables({ schema, document, operationName, variableValues }: ExecutedInput) {
  const operation = findOperation(document, operationName);
  if (operation instanceof GraphQLError) return undefined;
  return getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {}, {
    maxErrors: MAXIMUM_VARIABLE_ERRORS,
    hideSuggestions: true,
  });
}

/** By the node that graphql-js names in its error. */
function findBadArguments(
  { schema, document }: ExecutedInput,
  variables: Arguments[2],
): ReadonlyMap<ASTNode, string> {
  const found = new Map<ASTNode, string>();
  const types = new TypeInfo(schema);
  const judge = (definition: Definition, node: Arguments[1]) => {
    try {
      if (definition) getArgumentValues(definition, node, variables);
    } catch (error) {
      if (error instanceof GraphQLError) found.set(error.nodes?.[0] ?? node, error.message);
    }
  };
  const judges = {
    Field: (node: Arguments[1]) => judge(types.getFieldDef(), node),
    Directive: (node: Arguments[1]) => judge(types.getDirective(), node),
  };
  visit(document, visitWithTypeInfo(types, judges));
  return found;
}
