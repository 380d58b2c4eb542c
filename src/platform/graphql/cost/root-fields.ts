import {
  getDirectiveValues,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** The names of the root fields that are executed, those of fragments as well. */
export function rootFieldsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  { selectionSet, variableDefinitions = [] }: OperationDefinitionNode,
  variables: Variables,
): string[] {
  const seen = new Set<string>();
  const { coerced = {} } = getVariableValues(schema, variableDefinitions, variables);
  const collect = (set: SelectionSetNode): string[] =>
    set.selections
      .filter((one) => isIncluded(one, coerced))
      .flatMap((selection) => {
        if (selection.kind === Kind.FIELD) return selection.name.value;
        if (selection.kind === Kind.INLINE_FRAGMENT) return collect(selection.selectionSet);
        const name = selection.name.value;
        if (seen.has(name)) return [];
        seen.add(name);
        const fragment = document.definitions.find(
          (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name,
        );
        return fragment && 'selectionSet' in fragment ? collect(fragment.selectionSet) : [];
      });
  return collect(selectionSet);
}

/** @throws GraphQLError where variables are wrong */
function isIncluded(selection: SelectionNode, variables: Variables): boolean {
  if (!selection.directives?.length) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
  return skip?.['if'] !== true && include?.['if'] !== false;
}
