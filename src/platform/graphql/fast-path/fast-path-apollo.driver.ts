import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { answerPlugin } from '../answer.plugin.js';
import { ValidatedOperations, type ExecutionOptions } from './validated-operations.js';

/** Options that change an answer in Apollo itself, unless they are this. */
const WITHOUT_EFFECT = {
  executionOptions: undefined,
  fieldResolver: undefined,
  includeStacktraceInErrorResponses: false,
  preserveHttpStatusForExecutionErrors: false,
  rootValue: undefined,
  stringifyResult: undefined,
} satisfies Partial<Record<keyof ApolloDriverConfig, unknown>>;

/**
 * Apollo's driver, with operations that it has seen before executed without it. A plugin that wants
 * to see each request, or an option that changes the execution, has all of them go through Apollo.
 */
@Injectable()
export class FastPathApolloDriver extends ApolloDriver {
  readonly #logger = new Logger(FastPathApolloDriver.name);
  #nestsPlugins: readonly unknown[] = [];

  override async mergeDefaultOptions(options: ApolloDriverConfig): Promise<ApolloDriverConfig> {
    const merged = await super.mergeDefaultOptions(options);
    // Nest's own plugin for the request hooks of its decorators, which are asked for one by one.
    this.#nestsPlugins = merged.plugins?.slice(options.plugins?.length ?? 0) ?? [];
    return merged;
  }

  protected override async registerFastify(
    options: ApolloDriverConfig,
    hooks?: { preStartHook?: () => void },
  ): Promise<void> {
    const reason = this.#findReasonForApollo(options);
    if (reason) {
      this.#logger.log(`Every request passes through Apollo: ${reason}.`);
      return super.registerFastify(options, hooks);
    }
    const operations = new ValidatedOperations(options as unknown as ExecutionOptions);
    const plugins = [...(options.plugins ?? []), operations.plugin];
    await super.registerFastify({ ...options, plugins }, hooks);
    const fastify = this.httpAdapterHost.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('preHandler', (request, reply, done) => {
      const operation =
        request.routeOptions.url === options.path ? operations.find(request.body) : undefined;
      if (!operation || this.resolverDecoratorHost?.hasRequestHooks()) return done();
      operations
        .answer(operation, request, reply)
        .then((isAnswered) => (isAnswered ? undefined : done()), done);
    });
  }

  #findReasonForApollo(options: ApolloDriverConfig): string | undefined {
    const option = Object.entries(WITHOUT_EFFECT).find(
      ([name, value]) => options[name as keyof typeof WITHOUT_EFFECT] !== value,
    );
    if (option) return `the option ${option[0]}`;
    const known: readonly unknown[] = [...this.#nestsPlugins, answerPlugin];
    const plugins = (options.plugins ?? []) as ApolloServerPlugin[];
    return plugins.some((plugin) => plugin.requestDidStart && !known.includes(plugin))
      ? 'a plugin listens to requests'
      : undefined;
  }
}
