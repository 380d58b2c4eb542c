import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import {
  defaultFieldResolver,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { PlatformGuards } from '../auth/access/platform-guards.js';
import { stateOf } from '../http/request-state.js';
import type { ProviderMethod } from '../auth/access/providers.js';

type Resolve = GraphQLFieldResolver<unknown, { readonly req: object }>;
type Role = 'resolve' | 'subscribe';
type Field = GraphQLField<unknown, unknown>;

/**
 * Keeps a resolver that something wrapped behind its guards. A wrapper need not call what it wraps, so
 * it is not trusted to: the platform's guards run before it.
 */
export class WrappedResolvers {
  readonly #guardedBefore = new Map<string, Role>();

  /**
   * @param methods the methods of resolver classes by `Type.field`
   * @param guarded resolvers that run guards themselves; those that are made here are added
   * @param schema before anything wraps its resolvers
   */
  constructor(
    private readonly guards: PlatformGuards,
    private readonly methods: ReadonlyMap<string, ProviderMethod>,
    private readonly guarded: Set<unknown>,
    schema: GraphQLSchema,
  ) {
    for (const [name, field] of fieldsOf(schema)) {
      if (guarded.has(field.subscribe)) this.#guardedBefore.set(name, 'subscribe');
      else if (guarded.has(field.resolve)) this.#guardedBefore.set(name, 'resolve');
    }
  }

  /**
   * Puts the guards before each resolver that was wrapped or taken away meanwhile.
   *
   * @throws where the method of a guarded resolver is not known
   */
  protect(schema: GraphQLSchema): GraphQLSchema {
    for (const [name, field, type] of fieldsOf(schema)) {
      const role = this.#guardedBefore.get(name);
      if (!role || this.guarded.has(field[role])) continue;
      const method = this.#findMethod(name, field, type);
      if (!method) throw new Error(`${name} is wrapped, but its method is not known.`);
      const run = (field[role] ?? defaultFieldResolver) as Resolve;
      field[role] = this.#behindGuards(name, run, role, method);
      this.guarded.add(field[role]);
    }
    return schema;
  }

  /** A type takes over the resolvers of its interfaces. */
  #findMethod(name: string, field: Field, type: GraphQLObjectType): ProviderMethod | undefined {
    const inherited = type.getInterfaces().map((one) => `${one.name}.${field.name}`);
    const found = [name, ...inherited].find((one) => this.methods.has(one));
    return found === undefined ? undefined : this.methods.get(found);
  }

  #behindGuards(
    name: string,
    run: Resolve,
    role: Role,
    { owner, handler }: ProviderMethod,
  ): GraphQLFieldResolver<unknown, unknown> {
    return async (source, args, context, info) => {
      const { req } = context as { readonly req: object };
      stateOf(req).lifetime?.throwIfEnded();
      const execution = new ExecutionContextHost([source, args, context, info], owner, handler);
      execution.setType('graphql');
      await this.guards.admit(execution);
      const result: unknown = await run(source, args, context as { readonly req: object }, info);
      // Nest's guards note it, and each event is judged by it again.
      if (role === 'subscribe' && !stateOf(req).target) {
        throw new Error(`A wrapper of ${name} did not call the resolver that it wraps.`);
      }
      return result;
    };
  }
}

function fieldsOf(schema: GraphQLSchema): [string, Field, GraphQLObjectType][] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).map((field): [string, Field, GraphQLObjectType] => [
        `${type.name}.${field.name}`,
        field,
        type,
      ]),
    );
}
