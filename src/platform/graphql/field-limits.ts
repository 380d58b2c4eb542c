import { Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql';

type Refuse = (message: string) => void;

/** Each root field is work of its own: a guard, a resolver, perhaps a call to an issuer. */
export function maxRootFieldsRule(
  maximum: number,
  context: ValidationContext,
  refuse: Refuse,
): ASTVisitor {
  return {
    OperationDefinition({ selectionSet }) {
      const found = countFields(selectionSet, context, new Set());
      if (found > maximum) refuse(`Root fields limit of ${maximum} exceeded, found ${found}.`);
    },
  };
}

/** Fields of one name: validation compares each with each, and nobody needs so many. */
export function maxRepetitionsRule(maximum: number, refuse: Refuse): ASTVisitor {
  const counts = new Map<string, number>();
  return {
    Field({ alias, name }) {
      const key = (alias ?? name).value;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    Document: {
      leave() {
        const found = Math.max(0, ...counts.values());
        if (found > maximum) {
          refuse(`Repeated fields limit of ${maximum} exceeded, found ${found}.`);
        }
      },
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
