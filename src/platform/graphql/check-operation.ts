import {
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { DocumentRules } from './document-rules.js';

/** Parses and validates as Apollo does for HTTP, with the same rules and the same codes. */
export function checkDocument(
  schema: GraphQLSchema,
  { parseOptions, validationRules, validationOptions }: DocumentRules,
  query: string,
): DocumentNode | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(query, parseOptions);
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
  const rules = [...specifiedRules, ...validationRules];
  const findings = validate(schema, document, rules, validationOptions);
  return findings.length > 0
    ? findings.map((finding) => withCode(finding, 'GRAPHQL_VALIDATION_FAILED'))
    : document;
}

export function findOperation(
  document: DocumentNode,
  operationName: string | null | undefined,
): OperationDefinitionNode | GraphQLError {
  const operation = getOperationAST(document, operationName);
  if (operation) return operation;
  const message = operationName
    ? `Unknown operation named "${operationName}".`
    : 'Must provide operation name if query contains multiple operations.';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

/** The same error with another code. */
export function withCode({ message, nodes, source, positions }: GraphQLError, code: string) {
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: { code },
  });
}
