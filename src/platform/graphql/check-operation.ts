import {
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ParseOptions,
  type ValidationRule,
} from 'graphql';
import type { Settings } from '../config/settings.js';
import { MAXIMUM_ERRORS } from './bounded-errors.js';
import { MAXIMUM_TOKENS, queryLimitsRule } from './query-limits.js';

/** How a document is parsed and validated, whichever transport brings it. */
export interface DocumentRules {
  readonly parseOptions: ParseOptions;
  /** Beside those of the specification. */
  readonly validationRules: ValidationRule[];
  readonly validationOptions: NonNullable<Parameters<typeof validate>[3]>;
}

export function createDocumentRules({ isProduction, trustedDocuments }: Settings): DocumentRules {
  const isSchemaHidden = isProduction || trustedDocuments === 'only';
  return {
    parseOptions: { maxTokens: MAXIMUM_TOKENS },
    validationRules: [
      queryLimitsRule,
      ...(isSchemaHidden ? [NoSchemaIntrospectionCustomRule] : []),
    ],
    // Each error may repeat a name of any length.
    validationOptions: { hideSuggestions: isSchemaHidden, maxErrors: MAXIMUM_ERRORS - 1 },
  };
}

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
