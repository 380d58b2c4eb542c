import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { REDIS } from './redis.token.js';

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
