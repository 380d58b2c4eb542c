import rateLimit from '@fastify/rate-limit';
import { HttpException, HttpStatus } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { REDIS } from '../redis/redis.token.js';
import { createRedisRateLimitStore } from './redis-rate-limit-store.js';

const MINUTE_MS = 60_000;
/** Client addresses that are counted at once: bounds the memory. */
const MAXIMUM_CLIENTS = 20_000;
const NO_HEADERS = {
  'x-ratelimit-limit': false,
  'x-ratelimit-remaining': false,
  'x-ratelimit-reset': false,
};

/** Counts each request of a client address, whatever it asks for. Only probes are exempt. */
export async function registerRateLimit(
  app: NestFastifyApplication,
  { rateLimitPerMinute }: Settings,
): Promise<void> {
  if (rateLimitPerMinute === 0) return;
  const redis = app.get<RedisConnection | undefined>(REDIS);
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(rateLimit, {
    // The plugin would count what reaches a route; the hook below counts everything.
    global: false,
    allowList: ({ routeOptions }) => routeOptions.config.rateLimit === false,
    ...(redis ? { store: createRedisRateLimitStore(redis, MAXIMUM_CLIENTS) } : {}),
    max: rateLimitPerMinute,
    timeWindow: MINUTE_MS,
    cache: MAXIMUM_CLIENTS,
    // Saves three headers of each answer: a refused client needs `Retry-After` alone.
    addHeaders: NO_HEADERS,
    addHeadersOnExceeding: NO_HEADERS,
    errorResponseBuilder: (_, { ttl }) =>
      new HttpException(
        `Too many requests: try again in ${Math.ceil(ttl / 1000)} s.`,
        HttpStatus.TOO_MANY_REQUESTS,
      ),
  });
  fastify.addHook('onRequest', fastify.rateLimit());
}
