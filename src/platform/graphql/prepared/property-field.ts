import type { GraphQLFieldResolver } from 'graphql';

export type ReadProperty = (source: unknown) => unknown;

/** The name that Nest gives the resolver of a `@Field()`; graphql-tools may bind it. */
const PROPERTY_RESOLVER = /^(bound )?rootFieldResolver$/;

/**
 * True for a field that Nest reads from a property of its parent, without a resolver, a guard or
 * middleware. With a Nest that calls it otherwise, no field is known to be one.
 */
export function isPropertyRead(
  resolve: GraphQLFieldResolver<unknown, never> | undefined,
): resolve is GraphQLFieldResolver<unknown, never> & ReadProperty {
  return resolve?.length === 1 && PROPERTY_RESOLVER.test(resolve.name);
}
