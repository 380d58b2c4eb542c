import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';

/** Injects a `RedisConnection`, or undefined without `REDIS_URL`. A class would load the client. */
export const REDIS = Symbol('Redis');

/** Connects to Redis; without `REDIS_URL` its client is not loaded. */
@Global()
@Module({
  providers: [
    {
      provide: REDIS,
      inject: [Settings],
      useFactory: async ({ redisUrl }: Settings) => {
        if (!redisUrl) return undefined;
        const { RedisConnection } = await import('./redis-connection.js');
        return new RedisConnection(redisUrl);
      },
    },
  ],
  exports: [REDIS],
})
export class RedisModule {}
