/** The one connection to Redis; its client is loaded only where `REDIS_URL` is set. */
export type { RedisClient, RedisConnection } from './redis-connection.js';
export { REDIS } from './redis.module.js';
