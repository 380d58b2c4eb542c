import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from './execution.js';

export interface Scope {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** For `@skip` and `@include`. */
  readonly variableValues: Record<string, unknown>;
}

/** The nodes that ask for fields of a type, by their key in the answer. */
export type FieldNodes = ReadonlyMap<string, readonly FieldNode[]>;

/** Collects fields by the rules of the specification, section 6.3.2. */
export function collectFields(
  scope: Scope,
  type: GraphQLObjectType,
  selectionSets: Iterable<SelectionSetNode | undefined>,
): FieldNodes {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const set of selectionSets) if (set) collect(set);
  return fields;

  function collect({ selections }: SelectionSetNode): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        if (isIncluded(node, scope)) addTo(fields, node);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (isIncluded(node, scope) && applies(node, type, scope)) collect(node.selectionSet);
      } else if (!visited.has(node.name.value) && isIncluded(node, scope)) {
        visited.add(node.name.value);
        const fragment = scope.fragments[node.name.value];
        if (fragment && applies(fragment, type, scope)) collect(fragment.selectionSet);
      }
    }
  }
}

/** True where `@skip` or `@include` of a document reads a variable. */
export function isConditional({ definitions }: DocumentNode): boolean {
  return definitions.some((node) => 'selectionSet' in node && hasConditions(node.selectionSet));
}

function hasConditions(set: SelectionSetNode | undefined): boolean {
  return Boolean(
    set?.selections.some(
      (node) => readsVariable(node) || ('selectionSet' in node && hasConditions(node.selectionSet)),
    ),
  );
}

function readsVariable({ directives = [] }: SelectionNode): boolean {
  const values = directives
    .filter(({ name }) => name.value === 'skip' || name.value === 'include')
    .flatMap((directive) => directive.arguments ?? []);
  return values.some(({ value }) => value.kind === Kind.VARIABLE);
}

function addTo(fields: Map<string, FieldNode[]>, node: FieldNode): void {
  const key = (node.alias ?? node.name).value;
  const known = fields.get(key);
  if (known) known.push(node);
  else fields.set(key, [node]);
}

function isIncluded(node: SelectionNode, { variableValues }: Scope): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] !== false;
}

/** True where the type is the one, or one of those, that the fragment is for. */
function applies(
  { typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
  type: GraphQLObjectType,
  { schema }: Scope,
): boolean {
  if (!typeCondition) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}
