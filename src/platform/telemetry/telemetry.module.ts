import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';

const METRICS_SERVER = Symbol('MetricsServer');

/** Metrics, where the settings give them a port; who has none does not load them. */
@Module({
  providers: [
    {
      provide: METRICS_SERVER,
      inject: [Settings],
      useFactory: async ({ host, metricsPort }: Settings) => {
        if (metricsPort === undefined) return undefined;
        const { MetricsServer } = await import('./metrics.server.js');
        return new MetricsServer(host, metricsPort);
      },
    },
  ],
})
export class TelemetryModule {}
