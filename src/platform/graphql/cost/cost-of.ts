import {
  getNamedType,
  getVariableValues,
  GraphQLError,
  isScalarType,
  typeFromAST,
  TypeInfo,
  ValidationContext,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { createComplexityRule, type QueryComplexityOptions } from 'graphql-query-complexity';
import { FIRST_ERROR } from '../input-errors.js';
import { createEstimator, TooManyFieldsError } from './estimator.js';

type Variables = Readonly<Record<string, unknown>>;

/** More points than any limit: what cannot be counted in time. */
export const MAXIMUM_COST = 1_000_000_000;
const MAXIMUM_REMEMBERED = 100;
const MAXIMUM_TEXT = 100;
/** They name something, and say nothing about how much of it is asked for. */
const WITHOUT_AMOUNT = ['String', 'ID'];

/** The costs of one operation by the values of those variables that may change it. */
interface Known {
  readonly names: readonly string[];
  readonly costs: Map<string, number>;
}

const known = new WeakMap<OperationDefinitionNode, Known>();

/**
 * What an operation costs in points: one for each field, and those of a list as often as its page
 * argument or its stated bound allows, but never less than one for each field that it names: counting
 * takes that time also where a page is empty. Known before anything is executed.
 *
 * @returns undefined where variables are wrong: the execution says how
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables | null | undefined,
): number | undefined {
  const { names, costs } = known.get(operation) ?? remember(schema, operation);
  const key = keyOf(names, variables ?? {});
  const cost = key === undefined ? undefined : costs.get(key);
  if (cost !== undefined) return cost;
  const fresh = count(schema, document, operation, variables ?? {});
  if (key !== undefined && fresh !== undefined) {
    if (costs.size >= MAXIMUM_REMEMBERED) costs.clear();
    costs.set(key, fresh);
  }
  return fresh;
}

function count(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number | undefined {
  // `getComplexity` would describe every error of the variables, each with the whole value.
  const definitionsOfVariables = operation.variableDefinitions ?? [];
  const { errors } = getVariableValues(schema, definitionsOfVariables, variables, FIRST_ERROR);
  if (errors) return undefined;
  const definitions = document.definitions.filter(
    (one) => one === operation || one.kind === 'FragmentDefinition',
  );
  const counted = { fields: 0 };
  try {
    const cost = complexityOf(
      schema,
      { ...document, definitions },
      { variables: { ...variables }, estimators: [createEstimator(counted)] },
    );
    return Math.min(Math.max(Math.ceil(cost), counted.fields), MAXIMUM_COST);
  } catch (error) {
    if (error instanceof TooManyFieldsError) return MAXIMUM_COST;
    // The execution says what is wrong.
    if (error instanceof GraphQLError) return Math.max(1, counted.fields);
    throw error;
  }
}

/**
 * As `getComplexity` does, but the first wrong argument ends it: the estimator is not asked about such a
 * field, so that nothing would count how often fragments lead to it.
 */
function complexityOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  options: Pick<QueryComplexityOptions, 'variables' | 'estimators'>,
): number {
  let complexity = 0;
  const types = new TypeInfo(schema);
  const context = new ValidationContext(schema, document, types, (error) => {
    throw error;
  });
  const rule = createComplexityRule({
    ...options,
    maximumComplexity: Infinity,
    // The estimator counts, and says so by an error of its own.
    maxQueryNodes: Infinity,
    onComplete: (found) => (complexity = found),
  });
  visit(document, visitWithTypeInfo(types, rule(context)));
  return complexity;
}

function remember(schema: GraphQLSchema, operation: OperationDefinitionNode): Known {
  const names = (operation.variableDefinitions ?? [])
    .filter(({ type }) => {
      const named = getNamedType(typeFromAST(schema, type as never));
      return !isScalarType(named) || !WITHOUT_AMOUNT.includes(named.name);
    })
    .map(({ variable }) => variable.name.value);
  const fresh = { names, costs: new Map<string, number>() };
  known.set(operation, fresh);
  return fresh;
}

/** Undefined for values that are too many or too large to be remembered. */
function keyOf(names: readonly string[], variables: Variables): string | undefined {
  let key = '';
  for (const name of names) {
    const value = variables[name];
    if (typeof value === 'object' && value !== null) return undefined;
    const text = `${typeof value}:${String(value)}`;
    if (text.length > MAXIMUM_TEXT) return undefined;
    key += `${text};`;
  }
  return key;
}
