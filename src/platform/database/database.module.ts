import { Global, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Metrics } from '../telemetry/metrics.js';
import { createDatabase } from './create-database.js';
import { Database } from './database.js';
import { declareDatabaseMetrics } from './database.metrics.js';

/** Offers the one `Database` to every module. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [Settings],
      useFactory: ({ databaseUrl, databasePoolSize }: Settings) =>
        createDatabase(databaseUrl, databasePoolSize),
    },
  ],
  exports: [Database],
})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    metrics: Metrics,
    private readonly database: Database,
  ) {
    declareDatabaseMetrics(metrics, database);
  }

  onModuleInit(): Promise<void> {
    return this.database.open();
  }

  onApplicationShutdown(): Promise<void> {
    return this.database.close();
  }
}
