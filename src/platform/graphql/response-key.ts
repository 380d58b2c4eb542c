import type { FieldNode } from 'graphql';

/** The key of a field in the answer: its alias, or its name. */
export function responseKeyOf({ alias, name }: Pick<FieldNode, 'alias' | 'name'>): string {
  return (alias ?? name).value;
}
