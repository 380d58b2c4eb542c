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

/** Lexical tokens of a document, whitespace and comments apart. */
export const MAXIMUM_TOKENS = 1_000;
const MAXIMUM_DEPTH = 10;
const MAXIMUM_ALIASES = 30;
const MAXIMUM_DIRECTIVES = 50;
const MAXIMUM_ROOT_FIELDS = 30;
const MAXIMUM_REPETITIONS = 60;

/**
 * What one document may ask for. GraphQL Armor's rules are taken one by one: its whole comes as an
 * Envelop plugin, and its cost limit repeats what depth, aliases and root fields say.
 *
 * Judged before all other validation, which for some documents of 1,000 tokens takes a quarter of a
 * second (each selection of a field is compared with each other one).
 */
export function queryLimitsRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const findings = findExcesses(document, context);
      for (const finding of findings) context.reportError(finding);
      // Null takes the whole document out of the visit: no other rule gets to see more of it.
      return findings.length > 0 ? null : undefined;
    },
  };
}

function findExcesses(document: DocumentNode, context: ValidationContext): GraphQLError[] {
  const findings: GraphQLError[] = [];
  const report = {
    // Thrown out of a rule, a finding would count as a defect of ours.
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
