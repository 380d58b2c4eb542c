import type { ApolloDriverConfig } from '@nestjs/apollo';
import { isType } from 'graphql';
import { stopWithRequest, type Resolve } from './request-deadline.js';

/** The resolvers of a schema by type and field, as Nest makes them of resolver classes. */
export type Resolvers = Parameters<NonNullable<ApolloDriverConfig['transformResolvers']>>[0];
export type ResolverMap = Extract<Resolvers, Record<string, unknown>>;

/** What Nest makes of a method: a function, or an object for a subscription. */
export function toGuarded(field: unknown, guarded: Set<unknown>): unknown {
  if (typeof field === 'function') {
    const resolve = stopWithRequest(field as Resolve);
    guarded.add(resolve);
    return resolve;
  }
  if (!isSubscription(field)) return field;
  guarded.add(field.subscribe);
  return field.resolve ? { ...field, resolve: stopWithRequest(field.resolve) } : field;
}

/**
 * graphql-tools binds a function to its type, and a bound function is another one; it takes the
 * members of an object as they are:
 * https://github.com/ardatan/graphql-tools/blob/master/packages/schema/src/addResolversToSchema.ts
 */
export function keepIdentity(field: unknown): unknown {
  return typeof field === 'function' ? { resolve: field } : field;
}

/** Without scalars and enums, and what says of which type a value is. */
export function mapResolvers(resolvers: Resolvers, change: (field: unknown) => unknown): Resolvers {
  if (Array.isArray(resolvers)) return resolvers.map((one) => mapTypes(one, change));
  return mapTypes(resolvers, change);
}

function mapTypes<Types extends object>(types: Types, change: (field: unknown) => unknown): Types {
  const entries = Object.entries(types).map(([type, fields]: [string, unknown]) => {
    if (typeof fields !== 'object' || fields === null || isType(fields)) return [type, fields];
    const changed = Object.entries(fields).map(([name, field]: [string, unknown]) => [
      name,
      name.startsWith('__') ? field : change(field),
    ]);
    return [type, Object.fromEntries(changed)];
  });
  return Object.fromEntries(entries) as Types;
}

function isSubscription(field: unknown): field is { subscribe: unknown; resolve?: Resolve } {
  return typeof field === 'object' && field !== null && 'subscribe' in field;
}
