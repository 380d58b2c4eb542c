import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** Lexical tokens of a document, whitespace and comments apart. */
export const MAXIMUM_TOKENS = 1_000;
const MAXIMUM_DEPTH = 10;
const MAXIMUM_ALIASES = 30;
const MAXIMUM_DIRECTIVES = 50;
const MAXIMUM_ROOT_FIELDS = 30;

/** Reported like any other finding: thrown out of a rule, it would count as a defect of ours. */
const report = {
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null, error: GraphQLError) =>
      context?.reportError(new GraphQLError(error.message.replace('Syntax Error: ', ''))),
  ],
};

/** What one document may ask for. Judged before anything runs. */
export function createQueryLimits(): ValidationRule[] {
  return [
    maxDepthRule({ n: MAXIMUM_DEPTH, ignoreIntrospection: true, ...report }),
    maxAliasesRule({ n: MAXIMUM_ALIASES, allowList: [], ...report }),
    maxDirectivesRule({ n: MAXIMUM_DIRECTIVES, ...report }),
    maxRootFieldsRule,
  ] as ValidationRule[];
}

function maxRootFieldsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ selectionSet }) {
      const found = countFields(selectionSet, context, new Set());
      if (found <= MAXIMUM_ROOT_FIELDS) return;
      context.reportError(
        new GraphQLError(`Root fields limit of ${MAXIMUM_ROOT_FIELDS} exceeded, found ${found}.`),
      );
    },
  };
}

/** Fragments count with what they hold, and once, as execution collects them. */
function countFields(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  seen: Set<string>,
): number {
  return selections.reduce((count, selection) => {
    if (selection.kind === Kind.FIELD) return count + 1;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return count + countFields(selection.selectionSet, context, seen);
    }
    const name = selection.name.value;
    const fragment = seen.has(name) ? undefined : context.getFragment(name);
    seen.add(name);
    return fragment ? count + countFields(fragment.selectionSet, context, seen) : count;
  }, 0);
}
