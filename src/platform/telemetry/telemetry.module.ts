import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Metrics } from './metrics.js';

const METRICS_SERVER = Symbol('MetricsServer');

/** Offers `Metrics` to every module, and serves them where the settings give them a port. */
@Global()
@Module({
  providers: [
    Metrics,
    {
      provide: METRICS_SERVER,
      inject: [Settings, Metrics],
      useFactory: async ({ metricsHost, metricsPort }: Settings, metrics: Metrics) => {
        if (metricsPort === undefined) return undefined;
        const { MetricsServer } = await import('./metrics.server.js');
        return new MetricsServer(metricsHost, metricsPort, metrics);
      },
    },
  ],
  exports: [Metrics],
})
export class TelemetryModule {}
