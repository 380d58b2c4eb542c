import cors from '@fastify/cors';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Settings } from './platform/config/settings.js';
import { corsOptions } from './platform/http/cors-options.js';
import { HTTP_LIMITS, type HttpLimits } from './platform/http/http-limits.js';
import { checkHttpRequest } from './platform/http/http-preconditions.js';
import { createRequestId } from './platform/http/request-id.js';
import { registerRequestLifetime } from './platform/http/request-lifetime.js';
import { registerRequestLog } from './platform/http/request-log.js';
import { registerRateLimit } from './platform/http/rate-limit.js';
import { registerSecurityHeaders } from './platform/http/security-headers.js';
import { createLogger } from './platform/logging/create-logger.js';
import { NestLogger } from './platform/logging/nest-logger.js';

/**
 * Builds the application: the one way for production, development and tests. The caller listens
 * and closes.
 *
 * @param root what it is made of; a test adds resolvers of its own
 */
export async function createApp(
  settings: Settings,
  root: DynamicModule = AppModule.forRoot(settings),
  limits: HttpLimits = HTTP_LIMITS,
): Promise<NestFastifyApplication> {
  const logger = await createLogger(settings);
  const adapter = new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.receiveMs,
    genReqId: createRequestId,
    trustProxy: toTrustProxy(settings.trustProxy),
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    // Fastify reads JSON itself; Nest would add forms, which no GraphQL client sends.
    bodyParser: false,
  });
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  registerRequestLog(app, logger);
  await registerRateLimit(app, settings);
  registerSecurityHeaders(app, settings);
  if (settings.corsOrigins.length > 0) await app.register(cors, corsOptions(settings));
  app.getHttpAdapter().getInstance().addHook('onRequest', checkHttpRequest);
  registerRequestLifetime(app.getHttpAdapter().getInstance(), limits.answerMs);
  return app;
}

/** Fastify takes a number for nobody, as it cannot see who connects; behind a firewall it is meant. */
function toTrustProxy(proxies: Settings['trustProxy']) {
  return typeof proxies === 'number' ? (_: string, hop: number) => hop < proxies : proxies;
}
