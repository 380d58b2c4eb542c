import { Global, Module } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { TokenSchemes } from '../../http/token-schemes.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { REDIS } from '../../redis/redis.module.js';
import { Metrics } from '../../telemetry/metrics.js';
import { TokenBinding } from '../token/token-binding.js';
import { declareDpopMetrics } from './dpop.metrics.js';
import { createDpopScheme } from './dpop-scheme.js';
import { Dpop } from './dpop.js';
import { DpopNonce } from './dpop-nonce.js';
import { MemorySeenProofs, RedisSeenProofs, SeenProofs } from './seen-proofs.js';

/** Access tokens that are bound to a key of their client (RFC 9449). */
@Global()
@Module({
  providers: [
    {
      provide: SeenProofs,
      inject: [REDIS],
      useFactory: (redis: RedisConnection | undefined) =>
        redis ? new RedisSeenProofs(redis) : new MemorySeenProofs(),
    },
    Dpop,
    { provide: TokenBinding, useExisting: Dpop },
    DpopNonce,
  ],
  exports: [TokenBinding],
})
export class DpopModule {
  constructor(settings: Settings, schemes: TokenSchemes, metrics: Metrics) {
    schemes.add(createDpopScheme(settings));
    declareDpopMetrics(metrics);
  }
}
