import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Settings } from '../config/settings.js';
import { Pseudonyms } from '../logging/pseudonyms.js';
import { Metrics } from '../telemetry/metrics.js';
import { declareHttpMetrics } from './http.metrics.js';
import { HttpErrorFilter } from './http-error.filter.js';
import { ShutdownState } from './graceful-shutdown.js';

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
    { provide: APP_FILTER, useClass: HttpErrorFilter },
  ],
  exports: [Pseudonyms, ShutdownState],
})
export class HttpModule {
  constructor(metrics: Metrics) {
    declareHttpMetrics(metrics);
  }
}
