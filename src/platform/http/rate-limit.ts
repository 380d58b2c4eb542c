import rateLimit, {
  type FastifyRateLimitStore,
  type FastifyRateLimitStoreCtor,
} from '@fastify/rate-limit';
import { HttpException, HttpStatus } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { REDIS } from '../redis/redis.token.js';
import { createRedisRateLimitStore } from './redis-rate-limit-store.js';
import { ClientGoneException } from './request-lifetime.js';
import { RequestWindows } from './request-windows.js';

const MINUTE_MS = 60_000;
/** Client addresses that are counted at once: bounds the memory. */
const MAXIMUM_CLIENTS = 20_000;
const IPV4 = /^[\d.]+$/;
const NO_HEADERS = {
  'x-ratelimit-limit': false,
  'x-ratelimit-remaining': false,
  'x-ratelimit-reset': false,
};

export interface RateLimit {
  /** Counts a request without a promise; false where the plugin has to count and decide. */
  admits(request: FastifyRequest): boolean;
  /** @throws HttpException 429 */
  decide(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

/** Counts each request of a client address, whatever it asks for. Only probes are exempt. */
export async function createRateLimit(
  app: NestFastifyApplication,
  { rateLimitPerMinute: max }: Settings,
): Promise<RateLimit | undefined> {
  if (max === 0) return undefined;
  const redis = app.get<RedisConnection | undefined>(REDIS);
  const windows = new RequestWindows(MAXIMUM_CLIENTS);
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(rateLimit, {
    // The plugin would count what reaches a route; the edge counts everything.
    global: false,
    allowList: isExempt,
    store: redis ? createRedisRateLimitStore(redis, MAXIMUM_CLIENTS) : storeOf(windows),
    max,
    timeWindow: MINUTE_MS,
    // Saves three headers of each answer: a refused client needs `Retry-After` alone.
    addHeaders: NO_HEADERS,
    addHeadersOnExceeding: NO_HEADERS,
    errorResponseBuilder: (_, { ttl }) =>
      new HttpException(
        `Too many requests: try again in ${Math.ceil(ttl / 1000)} s.`,
        HttpStatus.TOO_MANY_REQUESTS,
      ),
  });
  const decide = fastify.rateLimit() as RateLimit['decide'];
  return {
    // In front of the plugin, whose promises cost ten times as much as counting.
    admits: redis ? isExempt : (request) => isExempt(request) || isWithin(windows, request, max),
    decide: async (request, reply) => {
      // Node forgets the address with the connection, and the plugin fails without one.
      if (addressOf(request) === undefined) throw new ClientGoneException();
      await decide.call(fastify, request, reply);
    },
  };
}

function isExempt({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.rateLimit === false;
}

/** The plugin counts all other addresses, because it knows which of IPv6 are one client. */
function isWithin(windows: RequestWindows, request: FastifyRequest, max: number): boolean {
  const ip = addressOf(request);
  return ip !== undefined && IPV4.test(ip) && windows.admit(ip, max, MINUTE_MS);
}

function storeOf(windows: RequestWindows): FastifyRateLimitStoreCtor {
  return class ProcessRateLimitStore implements FastifyRateLimitStore {
    incr(client: string, done: Parameters<FastifyRateLimitStore['incr']>[1], windowMs: number) {
      done(null, windows.count(client, windowMs));
    }

    child(): ProcessRateLimitStore {
      return this;
    }
  };
}

/** Undefined where the client is gone. */
function addressOf({ ip }: { readonly ip: string | undefined }): string | undefined {
  return ip;
}
