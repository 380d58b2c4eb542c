import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Plugin, type ApolloDriverConfig } from '@nestjs/apollo';
import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import { GraphQLModule, Query, Resolver, ResolverDecoratorHost } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { GraphQLError } from 'graphql';
import { answerPlugin } from '../../../src/platform/graphql/answer.plugin.js';
import { FastPathApolloDriver } from '../../../src/platform/graphql/fast-path/fast-path-apollo.driver.js';
import { formatError } from '../../../src/platform/graphql/format-error.js';

@Resolver()
class Words {
  @Query(() => String)
  word(): string {
    return 'word';
  }

  @Query(() => String)
  defect(): string {
    throw new TypeError('at /srv/app');
  }
}

const ANSWER_PLUGIN = answerPlugin as ApolloServerPlugin;
const DISABLED = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
];
const PLUGINS = [ANSWER_PLUGIN, ...DISABLED];

const REFUSAL = { extensions: { code: 'NOT_YOU', http: { status: 403 } } };

const fail = (error: Error): never => {
  throw error;
};

const apollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
const log = jest.spyOn(Logger.prototype, 'log');
let app: NestFastifyApplication;

beforeEach(() => {
  apollo.mockClear();
  log.mockClear();
});

/** The driver in an application that has nothing else: no edge in front of it checks a request. */
async function start(
  options: object = {},
  providers: NonNullable<Parameters<typeof Object>[0]>[] = [],
): Promise<void> {
  const module = GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: FastPathApolloDriver,
    autoSchemaFile: true,
    graphiql: false,
    includeStacktraceInErrorResponses: false,
    autoTransformHttpErrors: false,
    preserveHttpStatusForExecutionErrors: false,
    formatError,
    plugins: PLUGINS,
    ...options,
  });
  const root = {
    module: class Root {},
    imports: [module],
    providers: [Words, ...(providers as (typeof Words)[])],
  };
  const adapter = new FastifyAdapter();
  app = await NestFactory.create<NestFastifyApplication>(root, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
}

async function send(query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${await app.getUrl()}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const sent = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, headers: sent, text: await response.text() };
}

/** @returns how often Apollo was asked for two requests that have to have the same answer */
async function askTwice(query: string, headers: Record<string, string> = {}): Promise<number> {
  const first = await send(query, headers);
  expect(await send(query, headers)).toEqual(first);
  return apollo.mock.calls.length;
}

const reasons = () =>
  log.mock.calls.flat().filter((line) => String(line).startsWith('Every request goes through'));

describe('the fast path', () => {
  afterEach(() => app.close());

  it('takes the second request where every option and plugin is known', async () => {
    await start();
    expect(await askTwice('{ word }')).toBe(1);
    expect(await askTwice('{ defect }')).toBe(2);
    expect(reasons()).toEqual([]);
  });

  it.each<[string, object]>([
    ['executionOptions', { executionOptions: { maxCoercionErrors: 1 } }],
    ['fieldResolver', { fieldResolver: () => 'x' }],
    ['rootValue', { rootValue: {} }],
    ['stringifyResult', { stringifyResult: (value: unknown) => `${JSON.stringify(value)} ` }],
    ['includeStacktraceInErrorResponses', { includeStacktraceInErrorResponses: true }],
    ['preserveHttpStatusForExecutionErrors', { preserveHttpStatusForExecutionErrors: true }],
    ['autoTransformHttpErrors', { autoTransformHttpErrors: true }],
    ['allowBatchedHttpRequests', { allowBatchedHttpRequests: true }],
    ['formatError', { formatError: () => ({ message: 'Formatted.' }) }],
    ['formatError (throws)', { formatError: () => fail(new Error('at /srv/format')) }],
    ['formatError (Apollo’s own)', { formatError: undefined }],
    ['context', { context: () => ({ own: true }) }],
    ['context (an object)', { context: { own: true } }],
    ['context (throws)', { context: () => fail(new Error('at /srv/context')) }],
    ['context (refuses)', { context: () => fail(new GraphQLError('No.', REFUSAL)) }],
    ['documentStore', { documentStore: null }],
    ['nodeEnv', { nodeEnv: 'production' }],
    ['apollo', { apollo: {} }],
    ['anOptionOfAnotherVersion', { anOptionOfAnotherVersion: true }],
  ])('leaves every request to Apollo with the option %s', async (name, options) => {
    await start(options);
    expect(await askTwice('{ word }')).toBe(2);
    expect(await askTwice('{ defect }')).toBe(4);
    const option = name.split(' ')[0] ?? '';
    expect(reasons()).toEqual([
      `Every request goes through Apollo because of the option ${option}.`,
    ]);
  });

  it.each<[string, readonly object[]]>([
    ['that listens to requests', [...PLUGINS, { requestDidStart: () => Promise.resolve() }]],
    ['that waits for start', [...PLUGINS, { serverWillStart: () => Promise.resolve() }]],
    ['that waits for contexts', [...PLUGINS, { contextCreationDidFail: () => Promise.resolve() }]],
    ['with a hook of another version', [...PLUGINS, { aHookOfAnotherVersion: () => undefined }]],
    [
      'with a hook behind a getter',
      [
        ...PLUGINS,
        {
          get requestDidStart() {
            return undefined;
          },
        },
      ],
    ],
    ['that Apollo adds by itself', [ANSWER_PLUGIN]],
    ['InlineTrace', [ANSWER_PLUGIN, DISABLED[0] ?? {}, ApolloServerPluginInlineTrace()]],
    [
      'CacheControl',
      [ANSWER_PLUGIN, DISABLED[1] ?? {}, ApolloServerPluginCacheControl({ defaultMaxAge: 5 })],
    ],
    ['missing: the error contract', DISABLED],
  ])('leaves every request to Apollo with a plugin %s', async (_, plugins) => {
    await start({ plugins });
    expect(await askTwice('{ word }')).toBe(2);
    expect(await askTwice('{ defect }')).toBe(4);
    expect(reasons()).toHaveLength(1);
  });

  it('leaves every request to Apollo with a plugin of Nest’s decorator, and names it', async () => {
    const seen: unknown[] = [];
    @Plugin()
    class Listener implements ApolloServerPlugin {
      requestDidStart(): Promise<void> {
        seen.push(1);
        return Promise.resolve();
      }
    }
    await start({}, [Listener]);
    expect(await askTwice('{ word }')).toBe(2);
    expect(seen).toHaveLength(2);
    expect(reasons()).toEqual([
      'Every request goes through Apollo because of the plugin Listener.',
    ]);
  });

  it('reports each request to the request hooks of Nest’s decorators', async () => {
    await start();
    const started: unknown[] = [];
    app
      .get(ResolverDecoratorHost, { strict: false })
      .setOnRequestStartHook(({ query }) => started.push(query));
    expect(await askTwice('{ word }')).toBe(2);
    expect(started).toEqual(['{ word }', '{ word }']);
  });

  it('runs behind every hook of Fastify, also behind those that are added late', async () => {
    let isRefusing = false;
    const seen: string[] = [];
    @Injectable()
    class LateHooks implements OnApplicationBootstrap {
      constructor(private readonly host: HttpAdapterHost) {}
      onApplicationBootstrap(): void {
        const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
        fastify.addHook('preHandler', (_, reply, done) => {
          seen.push('preHandler');
          if (isRefusing) return void reply.code(418).send('Short and stout.');
          done();
        });
        fastify.addHook('onSend', (_request, _reply, payload, done) => {
          seen.push('onSend');
          done(null, payload);
        });
      }
    }
    await start({}, [LateHooks]);
    expect(await askTwice('{ word }')).toBe(1);
    expect(seen).toEqual(['preHandler', 'onSend', 'preHandler', 'onSend']);
    isRefusing = true;
    expect(await send('{ word }')).toMatchObject({ status: 418, text: 'Short and stout.' });
  });
});

describe('a request that no edge has checked', () => {
  beforeAll(() => start());
  afterAll(() => app.close());

  let texts = 0;
  /** In a text that no other test has sent. */
  const unknown = (query: string) => `${query} # ${(texts += 1)}`;

  it.each([
    '*/*',
    'application/json',
    'APPLICATION/JSON',
    'application/graphql-response+json',
    'application/graphql-response+json;q=0.5, application/json;q=0.5',
    'application/graphql-response+json;q=0.4, application/json;q=0.5',
    'application/*;q=0.1',
    'application/json;charset=utf-8',
    'application/json; charset=iso-8859-1',
    'application/json; callbackSpec=1.0',
    'application/json;q=0',
    '*/*;q=0',
    'text/html',
    'text/html, application/json;q=0.9',
    'image/png',
    'multipart/mixed',
    'multipart/mixed; deferSpec=20220824, application/json',
    'multipart/mixed; incrementalSpec=v0.2, */*;q=0.1',
    'application/json, multipart/mixed',
    'nonsense',
    ',',
  ])('has the same answer twice with Accept: %s', async (accept) => {
    expect(await askTwice(unknown('{ word }'), { accept })).toBeLessThanOrEqual(2);
    expect(await askTwice(unknown('{ defect }'), { accept })).toBeLessThanOrEqual(4);
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json; charset=utf-16',
    'application/json; boundary=x',
    'APPLICATION/JSON',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
  ])('has the same answer with and without a document that is known, sent as %s', async (type) => {
    const query = unknown('{ word }');
    const fresh = await send(query, { 'content-type': type });
    await send(query);
    expect(await send(query, { 'content-type': type })).toEqual(fresh);
  });
});
