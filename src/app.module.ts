import { Module, type DynamicModule } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { GreetingModule } from './greeting/greeting.module.js';
import { HealthModule } from './health/health.module.js';
import { ProfileModule } from './profile/profile.module.js';
import { RedisModule } from './redis/redis.module.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';

/** The table of contents. */
@Module({})
export class AppModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(settings),
        RedisModule,
        AuthModule,
        GraphqlModule,
        GreetingModule,
        ProfileModule,
        HealthModule,
        TelemetryModule,
      ],
    };
  }
}
