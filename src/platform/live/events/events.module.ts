import { Global, Module } from '@nestjs/common';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { REDIS } from '../../redis/redis.token.js';
import { EventBus, MemoryEventBus } from './event-bus.js';

/** Events between publishers and subscribers: by Redis where `REDIS_URL` is set. */
@Global()
@Module({
  providers: [
    {
      provide: EventBus,
      inject: [REDIS],
      useFactory: async (redis: RedisConnection | undefined): Promise<EventBus> => {
        if (!redis) return new MemoryEventBus();
        const { RedisEventBus } = await import('./redis-event-bus.js');
        return new RedisEventBus(redis);
      },
    },
  ],
  exports: [EventBus],
})
export class EventsModule {}
