import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import {
  GraphQLError,
  visit,
  visitInParallel,
  type ASTVisitor,
  type DocumentNode,
  type ValidationContext,
} from 'graphql';
import { maxRepetitionsRule, maxRootFieldsRule } from './field-limits.js';

/** Maximum number of lexical tokens in a document, without whitespace and comments. */
export const MAXIMUM_TOKENS = 1_000;
const MAXIMUM_DEPTH = 10;
const MAXIMUM_ALIASES = 30;
const MAXIMUM_DIRECTIVES = 50;
const MAXIMUM_ROOT_FIELDS = { query: 30, mutation: 5, subscription: 5 };
const MAXIMUM_REPETITIONS = 60;

/**
 * Limits what one document may ask for. Uses single rules of GraphQL Armor: the package as a whole
 * is an Envelop plugin, and its cost limit repeats what depth, aliases and root fields limit.
 *
 * Runs before all other validation, which compares the selections of a field in pairs.
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
  const report = {
    // An error that a rule throws would be answered as a defect.
    propagateOnRejection: false,
    onReject: [
      (_: ValidationContext | null, { message }: GraphQLError) =>
        void findings.push(new GraphQLError(message.replace('Syntax Error: ', ''))),
    ],
  };
  const refuse = (message: string) => void findings.push(new GraphQLError(message));
  const limits = [
    maxDepthRule({ n: MAXIMUM_DEPTH, ignoreIntrospection: true, ...report })(context),
    maxAliasesRule({ n: MAXIMUM_ALIASES, allowList: [], ...report })(context),
    maxDirectivesRule({ n: MAXIMUM_DIRECTIVES, ...report })(context),
    maxRootFieldsRule(MAXIMUM_ROOT_FIELDS, context, refuse),
    maxRepetitionsRule(MAXIMUM_REPETITIONS, refuse),
  ] as ASTVisitor[];
  visit(document, visitInParallel(limits));
  return findings;
}
