import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Pseudonyms } from '../logging/pseudonyms.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { REDIS } from '../redis/redis.module.js';
import { Metrics } from '../telemetry/metrics.js';
import { declareLoadMetrics } from './load.metrics.js';
import { declareHttpMetrics } from './http.metrics.js';
import { ShutdownState } from './graceful-shutdown.js';
import { Budgets, MemoryBudgets } from './rate-limit/budgets.js';
import { FairBudgets } from './rate-limit/fair-budgets.js';
import { FairQueue } from './overload/fair-queue.js';
import { Overload } from './overload/overload.js';
import { RequestTurns } from './overload/request-turns.js';
import { Points } from './rate-limit/points.js';
import { RateLimit } from './rate-limit/rate-limit.js';
import { RedisBudgets } from './rate-limit/redis-budgets.js';
import { TokenSchemes } from './token-schemes.js';

/** The edge: what every request passes before a feature sees it, and how errors are answered. */
@Global()
@Module({
  providers: [
    ShutdownState,
    // One key for all lines of a process.
    {
      provide: Pseudonyms,
      inject: [Settings],
      useFactory: (settings: Settings) => new Pseudonyms(settings),
    },
    {
      provide: Budgets,
      inject: [FairQueue, REDIS],
      useFactory: (queue: FairQueue, redis: RedisConnection | undefined) =>
        new FairBudgets(redis ? new RedisBudgets(redis) : new MemoryBudgets(), queue),
    },
    FairQueue,
    Overload,
    Points,
    RateLimit,
    RequestTurns,
    TokenSchemes,
  ],
  exports: [
    FairQueue,
    Overload,
    Points,
    Pseudonyms,
    RateLimit,
    RequestTurns,
    ShutdownState,
    TokenSchemes,
  ],
})
export class HttpModule {
  constructor(metrics: Metrics, overload: Overload) {
    declareHttpMetrics(metrics);
    declareLoadMetrics(metrics, overload);
  }
}
