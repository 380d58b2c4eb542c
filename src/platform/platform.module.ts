import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthModule, GUARDS } from './auth/auth.module.js';
import { DpopModule } from './auth/dpop/dpop.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { hasTools } from './graphql/documents/manifest.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import type { LiveLimits } from './live/live-limits.js';
import { LiveModule } from './live/live.module.js';
import { RedisModule } from './redis/redis.module.js';
import { StartChecks } from './start-checks.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';
import { UpstreamModule } from './upstream/upstream.module.js';

/** Everything that a feature builds on. First in `AppModule`, so that its guards run first. */
@Module({})
export class PlatformModule {
  /** @param limits shorter times than those of production, for tests */
  static forRoot(
    settings: Settings,
    { live }: { readonly live?: Partial<LiveLimits> } = {},
  ): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        DiscoveryModule,
        ConfigModule.forRoot(settings),
        TelemetryModule,
        UpstreamModule,
        RedisModule,
        HttpModule,
        DatabaseModule,
        AuthModule,
        DpopModule,
        GraphqlModule,
        LiveModule.forRoot(live),
        ...(hasTools(settings) ? [loadTools()] : []),
        HealthModule,
      ],
      providers: [...GUARDS, StartChecks],
    };
  }
}

/** The protocol of the tools costs nothing where it is off. */
async function loadTools(): Promise<DynamicModule> {
  const { McpModule } = await import('./mcp/mcp.module.js');
  return { module: McpModule };
}
