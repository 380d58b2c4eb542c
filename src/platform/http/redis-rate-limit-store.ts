import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { RedisConnection } from '../redis/redis-connection.js';
import { RequestWindows, type Count } from './request-windows.js';

const PREFIX = 'rate-limit:';
/** Counts and sets the end of the minute in one step, so that no count stays for ever. */
const INCREMENT = `
local current = redis.call('INCR', KEYS[1])
local ttl = redis.call('PTTL', KEYS[1])
if ttl < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) ttl = tonumber(ARGV[1]) end
return {current, ttl}`;

type Done = Parameters<FastifyRateLimitStore['incr']>[1];

/**
 * Counts in Redis for all replicas, and in this process while Redis does not answer. The plugin's
 * own Redis store needs ioredis, which would be a second Redis client.
 */
export function createRedisRateLimitStore(
  redis: RedisConnection,
  maximumClients: number,
): FastifyRateLimitStoreCtor {
  const own = new RequestWindows(maximumClients);

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
        .catch(() => own.count(key, windowMs))
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
