import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { PlatformGuards } from '../auth/access/platform-guards.js';
import { AccessMap } from './access-map.js';
import { keepIdentity, mapResolvers, toGuarded, type ResolverMap } from './resolver-map.js';
import { findWrappers, withWrappers } from './schema-wrapper.js';
import { WrappedResolvers } from './wrapped-resolvers.js';

/** A root field would be served without the guard: a defect that keeps the API from starting. */
export class UnguardedFieldError extends Error {
  override readonly name = 'UnguardedFieldError';

  constructor(fields: readonly string[]) {
    super(
      `The API cannot start: no guard covers ${fields.join(', ')}. ` +
        'Nest guards the methods of resolver classes alone, so a field of typeDefs, of resolvers, of ' +
        'a schema or of a plugin would be open to everybody: make it a method of a resolver class. ' +
        'What wraps such a method is a SchemaWrapper of platform/graphql.',
    );
  }
}

/**
 * graphql-js names the type, but not what to do:
 * https://github.com/graphql/graphql-js/blob/16.x.x/src/type/schema.ts
 */
function explainTwins(error: unknown): never {
  const [, name] = /contains multiple types named ("\w+")/.exec(String(error)) ?? [];
  if (!name) throw error;
  throw new Error(
    `The API cannot start: two types are named ${name}. If it is a scalar, import it from graphql-scalars, as the ` +
      'platform does; a date is GraphQLISODateTime of @nestjs/graphql.',
    { cause: error },
  );
}

type Field = GraphQLField<unknown, unknown>;

/**
 * Apollo's driver, which refuses to start when the served schema has a root field whose resolver
 * does not come from a resolver class. Nest runs guards for those alone.
 */
@Injectable()
export class GuardedApolloDriver extends ApolloDriver {
  constructor(
    private readonly modules: ModulesContainer,
    protected readonly moduleRef: ModuleRef,
  ) {
    super(modules);
  }

  override generateSchema(given: ApolloDriverConfig): Promise<GraphQLSchema> | null {
    const options = withWrappers(given, findWrappers(this.modules));
    const { transformSchema } = options;
    const guarded = new Set<unknown>();
    const schema = super.generateSchema({
      ...options,
      // Called with what Nest made of the resolver classes, before anything else is merged into it.
      transformResolvers: async (resolvers) => {
        const known = mapResolvers(resolvers, (field) => toGuarded(field, guarded));
        const transformed = (await options.transformResolvers?.(known)) ?? known;
        return mapResolvers(transformed, keepIdentity) as ResolverMap;
      },
      ...(transformSchema && {
        transformSchema: async (one: GraphQLSchema) => {
          const wrapped = this.#findProtection(guarded, one);
          const transformed = await transformSchema(one);
          return wrapped?.protect(transformed) ?? transformed;
        },
      }),
    });
    return (
      schema &&
      schema.catch(explainTwins).then((one) => refuseOthers(one, ({ run }) => guarded.has(run)))
    );
  }

  /** Undefined in an application without the rest of the platform, which has no guards. */
  #findProtection(guarded: Set<unknown>, schema: GraphQLSchema): WrappedResolvers | undefined {
    const guards = findProvider(this.moduleRef, PlatformGuards);
    const methods = findProvider(this.moduleRef, AccessMap)?.readMethods();
    return guards && methods && new WrappedResolvers(guards, methods, guarded, schema);
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

/** @returns undefined where no module provides it */
export function findProvider<T>(moduleRef: ModuleRef, provider: Type<T>): T | undefined {
  try {
    return moduleRef.get(provider, { strict: false });
  } catch {
    return undefined;
  }
}
