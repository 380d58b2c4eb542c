import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Settings } from './config/settings.js';
import { registerRateLimit } from './http/rate-limit.js';
import { createLogger } from './logging/create-logger.js';
import { NestLogger } from './logging/nest-logger.js';

const MAXIMUM_BODY_BYTES = 100 * 1024;

/**
 * Builds the application: the one way for production, development and tests. The caller listens
 * and closes.
 */
export async function createApp(settings: Settings): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: MAXIMUM_BODY_BYTES,
    trustProxy: toTrustProxy(settings.trustProxy),
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings),
    adapter,
    {
      logger: new NestLogger(await createLogger(settings)),
      abortOnError: false,
      // Fastify reads JSON itself; Nest would add forms, which no GraphQL client sends.
      bodyParser: false,
    },
  );
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  await registerRateLimit(app, settings);
  await app.register(helmet, { contentSecurityPolicy: settings.isProduction });
  await app.register(cors, {
    origin: [...settings.corsOrigins],
    methods: ['GET', 'POST'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'apollo-require-preflight',
      'x-apollo-operation-name',
    ],
    exposedHeaders: ['www-authenticate', 'retry-after'],
    maxAge: 600,
  });
  return app;
}

/** Fastify takes a number for nobody, as it cannot see who connects; behind a firewall it is meant. */
function toTrustProxy(proxies: Settings['trustProxy']) {
  return typeof proxies === 'number' ? (_: string, hop: number) => hop < proxies : proxies;
}
