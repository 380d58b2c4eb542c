import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { Settings } from '../config/settings.js';
import { GraphqlModule } from '../graphql/graphql.module.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { REDIS } from '../redis/redis.module.js';
import { Metrics } from '../telemetry/metrics.js';
import { EventBus, MemoryEventBus } from './events/event-bus.js';
import { LIVE_LIMITS_TOKEN, limitsOf, type LiveLimits } from './live-limits.js';
import { LiveProtocol } from './live-protocol.js';
import { LiveServer } from './live-server.js';
import { LiveSubscriptions } from './live-subscriptions.js';
import { declareLiveMetrics } from './live.metrics.js';
import { CheckedDocuments } from './operations/checked-documents.js';
import { EventExecutor } from './operations/event-executor.js';
import { EventPoints } from './operations/event-points.js';
import { LiveOperations } from './operations/live-operations.js';
import { PaidOperations } from './operations/paid-operations.js';
import { TargetGuard } from './operations/target.guard.js';
import { LiveSockets } from './sockets/live-sockets.js';
import { SocketLog } from './sockets/socket-log.js';
import { SocketTurns } from './sockets/socket-turns.js';

/** Subscriptions over WebSocket, and the events that they send. */
@Module({})
export class LiveModule {
  constructor(metrics: Metrics, sockets: LiveSockets) {
    declareLiveMetrics(metrics, sockets);
  }

  static forRoot(limits: Partial<LiveLimits> = {}): DynamicModule {
    return {
      module: LiveModule,
      global: true,
      imports: [AuthModule, GraphqlModule],
      providers: [
        {
          provide: LIVE_LIMITS_TOKEN,
          inject: [Settings],
          useFactory: (settings: Settings) => ({ ...limitsOf(settings), ...limits }),
        },
        { provide: EventBus, inject: [REDIS], useFactory: createEventBus },
        CheckedDocuments,
        EventExecutor,
        EventPoints,
        LiveOperations,
        LiveProtocol,
        LiveServer,
        LiveSockets,
        LiveSubscriptions,
        PaidOperations,
        SocketLog,
        SocketTurns,
        { provide: APP_GUARD, useClass: TargetGuard },
      ],
      exports: [EventBus, LiveSockets],
    };
  }
}

async function createEventBus(redis: RedisConnection | undefined): Promise<EventBus> {
  if (!redis) return new MemoryEventBus();
  const { RedisEventBus } = await import('./events/redis-event-bus.js');
  return new RedisEventBus(redis);
}
