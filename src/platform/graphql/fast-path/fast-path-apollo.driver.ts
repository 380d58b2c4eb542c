import {
  ApolloServer,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type BaseContext,
} from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable, Logger } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { OperationPoints } from '../cost/operation-points.js';
import { resolveDocuments } from '../documents/resolve-documents.js';
import { TrustedDocuments } from '../documents/trusted-documents.js';
import { answerAtDeadline } from '../request-deadline.js';
import { createGateway } from '../executor.js';
import { findProvider, GuardedApolloDriver } from '../guarded-apollo.driver.js';
import { countPoints, writeQuota } from './count-points.js';
import {
  executeByApollo,
  executeOperation,
  writeAnswer,
  type ExecutedOperation,
} from './execute-operation.js';
import { findUnknownOption, findUnknownPlugin } from './unknown-effects.js';
import { ValidatedOperations, type ValidatedOperation } from './validated-operations.js';

/** Nest has made the schema out of all that it is made of. */
interface Options extends Omit<ApolloDriverConfig, 'resolvers' | 'schema' | 'typeDefs'> {
  readonly schema: GraphQLSchema;
}

/**
 * Nest's Apollo driver with a fast path: a document that Apollo parsed, limited and validated before
 * is executed without Apollo, unless a plugin listens to requests or an option is not known to be
 * harmless.
 */
@Injectable()
export class FastPathApolloDriver extends GuardedApolloDriver {
  readonly #logger = new Logger(FastPathApolloDriver.name);
  #givenContext: unknown;
  #nestsPlugins: readonly unknown[] = [];
  /** Whether Apollo takes part in every request. */
  #isApolloNeeded = (): boolean => true;
  #schema: GraphQLSchema | undefined;
  #points: OperationPoints | undefined;

  // Nest injects what the constructor of the class itself names.
  constructor(modules: ModulesContainer, moduleRef: ModuleRef) {
    super(modules, moduleRef);
  }

  override async mergeDefaultOptions(options: ApolloDriverConfig): Promise<ApolloDriverConfig> {
    this.#givenContext = options.context;
    const merged = await super.mergeDefaultOptions({ ...options, plugins: [] });
    this.#nestsPlugins = merged.plugins ?? [];
    return { ...merged, plugins: [...(options.plugins ?? []), ...this.#nestsPlugins] as never };
  }

  /** As Nest's own does, with the fast path in the handler of the route, behind all hooks. */
  protected override async registerFastify(
    options: Options,
    { preStartHook }: { preStartHook?: () => void } = {},
  ): Promise<void> {
    const fastify = this.httpAdapterHost.httpAdapter.getInstance<FastifyInstance>();
    const operations = new ValidatedOperations();
    const points = findProvider(this.moduleRef, OperationPoints);
    const documents = findProvider(this.moduleRef, TrustedDocuments);
    const ownPlugins = [
      ...(points ? [points.plugin] : []),
      operations.plugin,
      fastifyApolloDrainPlugin(fastify),
    ];
    const plugins = [...((options.plugins ?? []) as ApolloServerPlugin[]), ...ownPlugins];
    preStartHook?.();
    // Apollo takes either a gateway or a schema.
    const own = { plugins, gateway: createGateway(options), schema: undefined };
    const server = new ApolloServer({ ...options, ...own } as ApolloServerOptions<BaseContext>);
    // Apollo adds plugins of its own to this array:
    // https://github.com/apollographql/apollo-server/blob/main/packages/server/src/ApolloServer.ts
    await server.start();
    const handleByApollo = fastifyApolloHandler(server, { context: options.context });
    const unknown =
      findUnknownOption({ ...options, context: this.#givenContext }) ??
      findUnknownPlugin(plugins, [...ownPlugins, ...this.#nestsPlugins]);
    if (unknown) this.#logger.log(`Every request goes through Apollo because of ${unknown}.`);
    const hasRequestHooks = () => this.resolverDecoratorHost?.hasRequestHooks() ?? false;
    this.#isApolloNeeded = () => unknown !== undefined || hasRequestHooks();
    this.#schema = options.schema;
    this.#points = points;
    const handler = unknown ? handleByApollo : this.#createHandler(operations, handleByApollo);
    const counted = countPoints(handler, points, (source) => operations.isKnown(source));
    fastify.route({
      url: options.path ?? '/',
      method: ['GET', 'POST', 'OPTIONS'],
      handler: withDeadline(resolveDocuments(counted, documents, points)),
      ...(points?.isCounted ? { onSend: writeQuota } : {}),
    });
    this.apolloServer = server;
  }

  /** Executes a valid operation that another transport brings: as over HTTP, with Apollo where it is needed. */
  async executeValid(
    operation: Omit<ValidatedOperation, 'mediaType'> & { readonly source: string },
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  ): Promise<ExecutedOperation> {
    const executed = this.#isApolloNeeded() ? undefined : await this.#execute(operation, exchange);
    return executed ?? executeByApollo(this.apolloServer, operation, exchange);
  }

  #createHandler(
    operations: ValidatedOperations,
    handleByApollo: RouteHandlerMethod,
  ): RouteHandlerMethod {
    const execute = (operation: ValidatedOperation, request: FastifyRequest, reply: FastifyReply) =>
      this.#execute(operation, { request, reply });
    const isApolloNeeded = this.#isApolloNeeded;
    return async function (this: FastifyInstance, request, reply) {
      const operation = isApolloNeeded() ? undefined : operations.find(request);
      const executed = operation && (await execute(operation, request, reply));
      return executed
        ? writeAnswer(executed, operation.mediaType, reply)
        : handleByApollo.call(this, request, reply);
    };
  }

  #execute(
    operation: Omit<ValidatedOperation, 'mediaType'>,
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  ): Promise<ExecutedOperation | undefined> {
    if (!this.#schema) throw new Error('The endpoint has not been registered yet.');
    return executeOperation(this.#schema, operation, { ...exchange, points: this.#points });
  }
}

function withDeadline(handler: RouteHandlerMethod): RouteHandlerMethod {
  return function (this: FastifyInstance, request, reply) {
    answerAtDeadline(request, reply);
    return handler.call(this, request, reply);
  };
}
