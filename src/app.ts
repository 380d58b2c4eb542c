import type { DynamicModule, NestApplicationOptions } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Settings } from './platform/config/settings.js';
import { registerEdge } from './platform/http/edge.js';
import { createHttpAdapter, httpLimitsOf, type HttpLimits } from './platform/http/http-adapter.js';
import { HttpErrorFilter } from './platform/http/http-error.filter.js';
import { createLogger } from './platform/logging/create-logger.js';
import { NestLogger } from './platform/logging/nest-logger.js';

/** As `NestFactory.create`; a test replaces providers in it. */
export type Create = (
  root: DynamicModule,
  adapter: FastifyAdapter,
  options: NestApplicationOptions,
) => Promise<NestFastifyApplication>;

const create: Create = (...parts) => NestFactory.create<NestFastifyApplication>(...parts);

/**
 * Builds the application: the one way for production, development and tests. The caller listens
 * and closes.
 *
 * @param root what it is made of; a test adds resolvers of its own
 * @param overrides shorter times of a test
 */
export async function createApp(
  settings: Settings,
  root: DynamicModule = AppModule.forRoot(settings),
  overrides: Partial<HttpLimits> = {},
  createBy: Create = create,
): Promise<NestFastifyApplication> {
  const logger = await createLogger(settings);
  const limits = { ...httpLimitsOf(settings), ...overrides };
  const adapter = createHttpAdapter(settings, limits);
  const app = await createBy(behindErrorFilter(root), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    // Fastify reads JSON itself; Nest would add forms, which no GraphQL client sends.
    bodyParser: false,
  });
  await registerEdge(app, settings, { logger, limits });
  return app;
}

/** Nest asks global filters from the last to the first: the one of the outermost module is the last resort. */
function behindErrorFilter(root: DynamicModule): DynamicModule {
  return {
    module: class Application {},
    imports: [root],
    providers: [{ provide: APP_FILTER, useClass: HttpErrorFilter }],
  };
}
