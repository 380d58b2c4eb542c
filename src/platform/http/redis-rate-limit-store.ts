import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import { LRUCache } from 'lru-cache';
import type { RedisConnection } from '../redis/redis-connection.js';

const PREFIX = 'rate-limit:';
/** Counts and sets the end of the minute in one step, so that no count stays for ever. */
const INCREMENT = `
local current = redis.call('INCR', KEYS[1])
local ttl = redis.call('PTTL', KEYS[1])
if ttl < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) ttl = tonumber(ARGV[1]) end
return {current, ttl}`;

interface Count {
  readonly current: number;
  /** Milliseconds until the count starts anew. */
  readonly ttl: number;
}

type Done = Parameters<FastifyRateLimitStore['incr']>[1];

/**
 * Counts in Redis for all replicas, and in this process while Redis does not answer. The plugin's
 * own Redis store needs ioredis, which would be a second Redis client.
 */
export function createRedisRateLimitStore(
  redis: RedisConnection,
  maximumClients: number,
): FastifyRateLimitStoreCtor {
  const own = new LRUCache<string, { current: number; endsAt: number }>({ max: maximumClients });

  const countInProcess = (key: string, windowMs: number): Count => {
    const now = Date.now();
    const known = own.get(key);
    const count = known && known.endsAt > now ? known : { current: 0, endsAt: now + windowMs };
    own.set(key, { ...count, current: count.current + 1 });
    return { current: count.current + 1, ttl: count.endsAt - now };
  };

  const countInRedis = async (key: string, windowMs: number): Promise<Count> => {
    const options = { keys: [`${PREFIX}${key}`], arguments: [String(windowMs)] };
    const [current, ttl] = (await redis.run(() =>
      redis.client.eval(INCREMENT, options),
    )) as number[];
    return { current: Number(current), ttl: Number(ttl) };
  };

  return class RedisRateLimitStore implements FastifyRateLimitStore {
    incr(key: string, done: Done, windowMs: number): void {
      countInRedis(key, windowMs)
        .catch(() => countInProcess(key, windowMs))
        .then(
          (count) => done(null, count),
          (error: Error) => done(error),
        );
    }

    child(): RedisRateLimitStore {
      return this;
    }
  };
}
