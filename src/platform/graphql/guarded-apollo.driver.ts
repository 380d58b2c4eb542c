import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import { isType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { stopWithRequest, type Resolve } from './request-deadline.js';

/** A root field would be served without the guard: a defect that keeps the API from starting. */
export class UnguardedFieldError extends Error {
  override readonly name = 'UnguardedFieldError';

  constructor(fields: readonly string[]) {
    super(
      `The API cannot start: no guard covers ${fields.join(', ')}. ` +
        'Nest guards the methods of resolver classes alone, so a field of typeDefs, of resolvers, of ' +
        'transformSchema or of a plugin would be open to everybody: make it a method of a resolver class.',
    );
  }
}

type Field = GraphQLField<unknown, unknown>;

type Resolvers = Parameters<NonNullable<ApolloDriverConfig['transformResolvers']>>[0];
type ResolverMap = Extract<Resolvers, Record<string, unknown>>;

/**
 * Apollo's driver, which refuses to start when the served schema has a root field whose resolver
 * does not come from a resolver class. Nest runs guards for those alone.
 */
@Injectable()
export class GuardedApolloDriver extends ApolloDriver {
  override generateSchema(options: ApolloDriverConfig): Promise<GraphQLSchema> | null {
    const guarded = new Set<unknown>();
    const schema = super.generateSchema({
      ...options,
      // Called with what Nest made of the resolver classes, before anything else is merged into it.
      transformResolvers: async (resolvers) => {
        const known = mapResolvers(resolvers, (field) => toGuarded(field, guarded));
        const transformed = (await options.transformResolvers?.(known)) ?? known;
        return mapResolvers(transformed, keepIdentity) as ResolverMap;
      },
    });
    return schema && schema.then((one) => refuseOthers(one, ({ run }) => guarded.has(run)));
  }

  /** A plugin may change the schema while Apollo starts. */
  override async start(options: ApolloDriverConfig): Promise<void> {
    const { schema } = options;
    const known = new Map(schema && rootFieldsOf(schema).map(({ name, run }) => [name, run]));
    await super.start(options);
    if (schema) refuseOthers(schema, ({ name, run }) => known.get(name) === run);
  }
}

interface RootField {
  /** Such as `Query.me`. */
  readonly name: string;
  /** What a request for the field runs first. */
  readonly run: unknown;
}

/** @throws UnguardedFieldError */
function refuseOthers(schema: GraphQLSchema, isGuarded: (field: RootField) => boolean) {
  const open = rootFieldsOf(schema).filter((field) => !isGuarded(field));
  if (open.length > 0) throw new UnguardedFieldError(open.map(({ name }) => name));
  return schema;
}

function rootFieldsOf(schema: GraphQLSchema): RootField[] {
  const fieldsOf = (type: GraphQLObjectType | null | undefined, run: (field: Field) => unknown) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({
      name: `${type?.name}.${field.name}`,
      run: run(field),
    }));
  return [
    ...fieldsOf(schema.getQueryType(), ({ resolve }) => resolve),
    ...fieldsOf(schema.getMutationType(), ({ resolve }) => resolve),
    ...fieldsOf(schema.getSubscriptionType(), ({ subscribe }) => subscribe),
  ];
}

/** What Nest makes of a method: a function, or an object for a subscription. */
function toGuarded(field: unknown, guarded: Set<unknown>): unknown {
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
function keepIdentity(field: unknown): unknown {
  return typeof field === 'function' ? { resolve: field } : field;
}

/** Without scalars and enums, and what says of which type a value is. */
function mapResolvers(resolvers: Resolvers, change: (field: unknown) => unknown): Resolvers {
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
