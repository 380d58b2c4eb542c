import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { ModulesContainer } from '@nestjs/core';
import type { GraphQLDirective, GraphQLSchema } from 'graphql';

/**
 * Changes the schema after Nest has built it: a directive transformer, graphql-middleware,
 * graphql-shield. A feature provides a class that extends it, in any module. A resolver that it wraps
 * stays behind the guards of the method: they run before the wrapper. It may add no field to `Query`,
 * `Mutation` or `Subscription`.
 */
export abstract class SchemaWrapper {
  /** The directives that it reads, for the schema to declare. */
  readonly directives: readonly GraphQLDirective[] = [];

  /** @returns the schema with the resolvers wrapped */
  abstract wrap(schema: GraphQLSchema): GraphQLSchema | Promise<GraphQLSchema>;
}

/** Every `SchemaWrapper` of the application, in the order of its modules. */
export function findWrappers(modules: ModulesContainer): SchemaWrapper[] {
  const providers = [...modules.values()].flatMap((module) => [...module.providers.values()]);
  const instances = providers.map(({ instance }): unknown => instance);
  return [...new Set(instances.filter((one) => one instanceof SchemaWrapper))];
}

/** The options, with the wrappers run before a `transformSchema` of theirs. */
export function withWrappers(
  options: ApolloDriverConfig,
  wrappers: readonly SchemaWrapper[],
): ApolloDriverConfig {
  if (wrappers.length === 0) return options;
  const { buildSchemaOptions = {}, transformSchema } = options;
  const directives = wrappers.flatMap((wrapper) => wrapper.directives);
  return {
    ...options,
    buildSchemaOptions: {
      ...buildSchemaOptions,
      directives: [...(buildSchemaOptions.directives ?? []), ...directives],
    },
    transformSchema: async (schema) => {
      let wrapped = schema;
      for (const wrapper of wrappers) wrapped = await wrapper.wrap(wrapped);
      return transformSchema ? transformSchema(wrapped) : wrapped;
    },
  };
}
