import {
  getVariableValues,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from '../execution/collect-fields.js';
import { DocumentPlan } from '../execution/document-plan.js';
import { FIRST_ERROR } from '../input-errors.js';

/**
 * The root fields that are executed, such as `Query.me`.
 *
 * @throws GraphQLError where variables are wrong
 */
export function rootFieldsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operation, selectionSet, variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string[] {
  const type = schema.getRootType(operation);
  if (!type) return [];
  const { coerced: variableValues = {}, errors = [] } = getVariableValues(
    schema,
    variableDefinitions,
    variables,
    FIRST_ERROR,
  );
  if (errors[0]) throw errors[0];
  const scope = { schema, fragments: DocumentPlan.of(document).fragments, variableValues };
  const fields = collectFields(scope, type, [selectionSet]).values();
  return [...fields].map(([node]) => `${type.name}.${node?.name.value}`);
}
