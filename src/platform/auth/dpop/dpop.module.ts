import { Module } from '@nestjs/common';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { REDIS } from '../../redis/redis.token.js';
import { Metrics } from '../../telemetry/metrics.js';
import { declareDpopMetrics } from './dpop.metrics.js';
import { Dpop } from './dpop.js';
import { DpopNonce } from './dpop-nonce.js';
import { MemorySeenProofs, RedisSeenProofs, SeenProofs } from './seen-proofs.js';

/** Access tokens that are bound to a key of their client (RFC 9449). */
@Module({
  providers: [
    {
      provide: SeenProofs,
      inject: [REDIS],
      useFactory: (redis: RedisConnection | undefined) =>
        redis ? new RedisSeenProofs(redis) : new MemorySeenProofs(),
    },
    Dpop,
    DpopNonce,
  ],
  exports: [Dpop],
})
export class DpopModule {
  constructor(metrics: Metrics) {
    declareDpopMetrics(metrics);
  }
}
