import {
  Injectable,
  type ExecutionContext,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import {
  APP_INTERCEPTOR,
  DiscoveryService,
  HttpAdapterHost,
  MetadataScanner,
  ModulesContainer,
} from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { GraphQLModule, PARAM_ARGS_METADATA } from '@nestjs/graphql';
import type { FastifyInstance } from 'fastify';
import { readAccess } from './auth/access/access.js';
import { methodsOf, type ProviderMethod } from './auth/access/providers.js';
import { AccessMap } from './graphql/access-map.js';
import { PLATFORM_ROUTES } from './http/platform-routes.js';

/** An addition to the application cannot work: the message says which, and what to do. */
export class UnsupportedExtensionError extends Error {
  override readonly name = 'UnsupportedExtensionError';

  constructor(message: string, options?: ErrorOptions) {
    super(`The API cannot start: ${message}`, options);
  }
}

/** Nest's key of a parameter that `@Context()` marks, as in `1:0` for the first one. */
const CONTEXT_PARAMETER = /^1:\d+$/;

/** `@SubscribeMessage()` of @nestjs/websockets marks a method by it. */
const MESSAGE = 'websockets:message_mapping';

/** Names what cannot work at start, where it would be an error of each request otherwise. */
@Injectable()
export class StartChecks implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly accessMap: AccessMap,
    private readonly host: HttpAdapterHost,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#checkModules();
    await this.#checkInterceptors();
    methodsOf(this.discovery, this.scanner).forEach(checkMessage);
    for (const { name, owner } of this.accessMap.readMethods().values()) {
      checkParameters(owner, name);
    }
  }

  /** The routes are registered by now. */
  onApplicationBootstrap(): void {
    const fastify = this.host.httpAdapter?.getInstance<Partial<FastifyInstance>>();
    const [probe] = PLATFORM_ROUTES;
    if (!fastify?.hasRoute || fastify.hasRoute({ method: 'GET', url: `/${probe}` })) return;
    throw new UnsupportedExtensionError(
      `setGlobalPrefix() moves /${probe} and the documents that clients look for: call it with ` +
        '{ exclude: [...PLATFORM_ROUTES] } of platform/http.',
    );
  }

  async #checkInterceptors(): Promise<void> {
    for (const { token, instance } of this.discovery.getProviders()) {
      const isGlobal = typeof token === 'string' && token.startsWith(APP_INTERCEPTOR);
      if (isGlobal && isCache(instance)) await tryCache(instance);
    }
  }

  #checkModules(): void {
    const all = [...this.modules.values()].filter(({ metatype }) => metatype === GraphQLModule);
    if (all.length === 1) return;
    throw new UnsupportedExtensionError(
      'a second GraphQLModule answers without the rules of the first one, and its fields are in both: ' +
        'add its resolvers to a module of AppModule, or serve them by a process of its own.',
    );
  }
}

/** The part of Nest's `CacheInterceptor` that an application overrides. */
interface Cache {
  trackBy(context: ExecutionContext): unknown;
}

function isCache(instance: unknown): instance is Cache {
  return typeof instance === 'object' && instance !== null && 'trackBy' in instance;
}

/** It looks for a request at the place where GraphQL has the source of a field. */
async function tryCache(cache: Cache): Promise<void> {
  const context = new ExecutionContextHost([undefined, {}, {}, {}], StartChecks, tryCache);
  context.setType('graphql');
  try {
    await cache.trackBy(context);
  } catch (error) {
    throw new UnsupportedExtensionError(
      `the global interceptor ${cache.constructor.name} finds no request in GraphQL, where each operation ` +
        'would be a defect: override isRequestCacheable() so that it caches public routes alone.',
      { cause: error },
    );
  }
}

/** Nest runs the guard for the messages of a gateway as well, where no request brings a token. */
function checkMessage({ handler, name, owner }: ProviderMethod): void {
  if (!Reflect.hasMetadata(MESSAGE, handler) || readAccess(handler, owner).isPublic) return;
  throw new UnsupportedExtensionError(
    `${owner.name}.${name} would refuse each message, as a message of a gateway has no access token: ` +
      'mark it @Public(), and let a guard of its own judge the opening request by GqlAuthGuard.authenticate().',
  );
}

/** Nest awaits each parameter, and Fastify's reply can be awaited until it is sent. */
function checkParameters(owner: object, name: string): void {
  const parameters = Reflect.getMetadata(PARAM_ARGS_METADATA, owner, name) as object | undefined;
  for (const [key, { data }] of Object.entries<{ data?: unknown }>({ ...parameters })) {
    if (!CONTEXT_PARAMETER.test(key) || data !== 'res') continue;
    throw new UnsupportedExtensionError(
      `@Context('res') at ${'name' in owner ? String(owner.name) : ''}.${name} would wait until its own ` +
        'answer is sent: write @Context() { res }.',
    );
  }
}
