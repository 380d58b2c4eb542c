import { GraphQLObjectType, GraphQLSchema } from 'graphql';

/** The root value for a settled schema: gives, or throws, what the resolver did. */
export type Outcome = () => unknown;

const known = new WeakMap<GraphQLSchema, GraphQLSchema>();

/**
 * The same schema, where a root field has the outcome that the root value gives: graphql-js makes
 * the answer of it without calling the resolver again.
 *
 * @throws where another type leads back to a root type
 */
export function settledSchemaOf(schema: GraphQLSchema): GraphQLSchema {
  const settled = known.get(schema) ?? createSettledSchema(schema);
  known.set(schema, settled);
  return settled;
}

function createSettledSchema(schema: GraphQLSchema): GraphQLSchema {
  const { query, mutation, subscription, types, ...config } = schema.toConfig();
  const roots: readonly unknown[] = [query, mutation, subscription];
  return new GraphQLSchema({
    ...config,
    query: settle(query),
    subscription: settle(subscription),
    types: types.filter((type) => !roots.includes(type)),
  });
}

function settle(type: GraphQLObjectType | null | undefined): GraphQLObjectType | null {
  if (!type) return null;
  const config = type.toConfig();
  const fields = Object.entries(config.fields).map(([name, field]) => [
    name,
    { ...field, resolve: (outcome: Outcome) => outcome() },
  ]);
  return new GraphQLObjectType({
    ...config,
    fields: Object.fromEntries(fields) as typeof config.fields,
  });
}
