import { Module } from '@nestjs/common';
import { Metrics } from '../telemetry/metrics.js';
import { declareUpstreamMetrics } from './upstream.metrics.js';

/** Declares what is measured of calls to other services. */
@Module({})
export class UpstreamModule {
  constructor(metrics: Metrics) {
    declareUpstreamMetrics(metrics);
  }
}
