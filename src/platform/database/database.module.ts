import { Global, Module } from '@nestjs/common';
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
export class DatabaseModule {
  constructor(metrics: Metrics, database: Database) {
    declareDatabaseMetrics(metrics, database);
  }
}
