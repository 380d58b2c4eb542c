import {
  Kind,
  type DirectiveNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValidationContext,
} from 'graphql';

type Part = OperationDefinitionNode | FragmentDefinitionNode | SelectionNode;

/** How much one part of an operation counts, and how the counts of its selections add up. */
export interface Measure {
  readonly count: (part: Part) => number;
  readonly total: (counts: readonly number[]) => number;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

export const ALIASES: Measure = {
  count: (part) => (part.kind === Kind.FIELD && part.alias ? 1 : 0),
  total: sum,
};

export const DIRECTIVES: Measure = {
  count: ({ directives = [] }: { readonly directives?: readonly DirectiveNode[] }) =>
    directives.length,
  total: sum,
};

/** A fragment is a level, like a field: each level is a call of its own in what visits a document. */
export const DEPTH: Measure = {
  count: ({ kind }) =>
    kind === Kind.OPERATION_DEFINITION || kind === Kind.FRAGMENT_DEFINITION ? 0 : 1,
  total: (counts) => Math.max(0, ...counts),
};

/** Measures a fragment once, however often it is spread; introspection is not counted. */
export function measure(
  operation: OperationDefinitionNode,
  { count, total }: Measure,
  context: ValidationContext,
): number {
  const fragments = new Map<string, number>();
  const measureFragment = (name: string): number => {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    // A fragment that spreads itself is refused by a rule of the specification.
    fragments.set(name, 0);
    const fragment = context.getFragment(name);
    const found = fragment ? measurePart(fragment) : 0;
    fragments.set(name, found);
    return found;
  };
  const measurePart = (part: Part): number => {
    if (part.kind === Kind.FIELD && part.name.value === '__schema') return 0;
    if (part.kind === Kind.FRAGMENT_SPREAD) return count(part) + measureFragment(part.name.value);
    return count(part) + total(part.selectionSet?.selections.map(measurePart) ?? []);
  };
  return measurePart(operation);
}
