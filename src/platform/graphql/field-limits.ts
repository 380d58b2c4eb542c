import {
  Kind,
  type ASTVisitor,
  type FieldNode,
  type OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValueNode,
} from 'graphql';

type Refuse = (message: string) => void;

/**
 * Limits the root fields of an operation: each one runs a guard and a resolver, and may call an
 * upstream. Root fields of a mutation run one after the other, and each may write.
 */
export function maxRootFieldsRule(
  maxima: Readonly<Record<OperationTypeNode, number>>,
  context: ValidationContext,
  refuse: Refuse,
): ASTVisitor {
  return {
    OperationDefinition({ operation, selectionSet }) {
      const maximum = maxima[operation];
      const found = countFields(selectionSet, context, new Set());
      if (found > maximum) refuse(`Root fields limit of ${maximum} exceeded, found ${found}.`);
    },
  };
}

/** Limits the fields with the same name: validation compares each of them with all others. */
export function maxRepetitionsRule(maximum: number, refuse: Refuse): ASTVisitor {
  const counts = new Map<string, number>();
  return {
    Field(node) {
      const key = responseKeyOf(node);
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

/**
 * Limits the places in lists and objects that one variable fills: each holds the whole value again, and
 * what reads such an argument reads it as often.
 */
export function maxVariablePlacesRule(maximum: number, refuse: Refuse): ASTVisitor {
  const counts = new Map<string, number>();
  const note = (value: ValueNode) => {
    if (value.kind !== Kind.VARIABLE) return;
    const name = value.name.value;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  return {
    ObjectField: ({ value }) => note(value),
    ListValue: ({ values }) => values.forEach(note),
    Document: {
      leave() {
        const found = Math.max(0, ...counts.values());
        if (found > maximum) {
          refuse(`Repeated variables limit of ${maximum} exceeded, found ${found}.`);
        }
      },
    },
  };
}

/** Counts the fields of a fragment once, as the execution collects them. */
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

/** The key of a field in the answer: its alias, or its name. */
export function responseKeyOf({ alias, name }: Pick<FieldNode, 'alias' | 'name'>): string {
  return (alias ?? name).value;
}
