/** Injects a `RedisConnection`, or undefined without `REDIS_URL`: no class, so that none is loaded. */
export const REDIS = Symbol('Redis');
