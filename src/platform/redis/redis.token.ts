/** Injects a `RedisConnection`, or undefined without `REDIS_URL`. A class would load the client. */
export const REDIS = Symbol('Redis');
