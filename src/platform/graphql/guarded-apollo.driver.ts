import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';

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
      transformResolvers: (resolvers) => {
        for (const field of [resolvers].flat().flatMap(fieldsOfTypes)) addResolver(guarded, field);
        return options.transformResolvers?.(resolvers) ?? resolvers;
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

function addResolver(guarded: Set<unknown>, field: unknown): void {
  const resolver = isSubscription(field) ? field.subscribe : field;
  if (typeof resolver !== 'function') return;
  // graphql-tools binds each resolver to its type, and a bound function is another function:
  // https://github.com/ardatan/graphql-tools/blob/master/packages/schema/src/addResolversToSchema.ts
  Object.defineProperty(resolver, 'bind', { value: () => resolver });
  guarded.add(resolver);
}

function fieldsOfTypes(types: object): unknown[] {
  return Object.values(types).flatMap((fields: object) => Object.values(fields) as unknown[]);
}

function isSubscription(field: unknown): field is { readonly subscribe: unknown } {
  return typeof field === 'object' && field !== null && 'subscribe' in field;
}
