import {
  GraphQLError,
  visit,
  visitInParallel,
  type ASTVisitor,
  type DocumentNode,
  type ValidationContext,
} from 'graphql';
import { maxRepetitionsRule, maxRootFieldsRule, maxVariablePlacesRule } from './field-limits.js';
import { ALIASES, DEPTH, DIRECTIVES, measure, type Measure } from './selection-measure.js';

/** Maximum number of lexical tokens in a document, without whitespace and comments. */
export const MAXIMUM_TOKENS = 1_000;
const MAXIMUM_ROOT_FIELDS = { query: 30, mutation: 5, subscription: 5 };
const MAXIMUM_REPETITIONS = 60;
const MAXIMUM_VARIABLE_PLACES = 10;
const SELECTION_LIMITS: readonly (readonly [what: string, maximum: number, measure: Measure])[] = [
  ['Query depth', 10, DEPTH],
  ['Aliases', 30, ALIASES],
  ['Directives', 50, DIRECTIVES],
];

/**
 * Limits what one document may ask for. Runs before all other validation, which compares the
 * selections of a field in pairs.
 */
export function queryLimitsRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const findings = findExcesses(document, context);
      for (const finding of findings) context.reportError(finding);
      // Null removes the document from the visit, so that no other rule looks at it.
      return findings.length > 0 ? null : undefined;
    },
  };
}

function findExcesses(document: DocumentNode, context: ValidationContext): GraphQLError[] {
  const findings: GraphQLError[] = [];
  const refuse = (message: string) => void findings.push(new GraphQLError(message));
  const limits = [
    maxSelectionsRule(context, refuse),
    maxRootFieldsRule(MAXIMUM_ROOT_FIELDS, context, refuse),
    maxRepetitionsRule(MAXIMUM_REPETITIONS, refuse),
    maxVariablePlacesRule(MAXIMUM_VARIABLE_PLACES, refuse),
  ];
  visit(document, visitInParallel(limits));
  return findings;
}

function maxSelectionsRule(
  context: ValidationContext,
  refuse: (message: string) => void,
): ASTVisitor {
  return {
    OperationDefinition(operation) {
      for (const [what, maximum, kind] of SELECTION_LIMITS) {
        const found = measure(operation, kind, context);
        if (found > maximum) refuse(`${what} limit of ${maximum} exceeded, found ${found}.`);
      }
    },
  };
}
