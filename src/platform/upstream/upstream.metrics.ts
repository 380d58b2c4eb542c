import { DiagnosticChannel } from '../telemetry/diagnostic-channel.js';
import type { Metrics } from '../telemetry/metrics.js';

/** One call to an issuer: what was asked, how it ended and how long it took. Nothing personal. */
export interface UpstreamCall {
  /** Such as `management-api`. */
  readonly upstream: string;
  /** Such as `read-profile`. */
  readonly operation: string;
  /** `refused`: a definite no to this one request; `unavailable`: down, slow, or over its limit. */
  readonly outcome: 'ok' | 'refused' | 'unavailable';
  readonly durationMs: number;
}

export const upstreamCalls = new DiagnosticChannel<UpstreamCall>('api:upstream-call');

export function declareUpstreamMetrics(metrics: Metrics): void {
  metrics.histogram(upstreamCalls, {
    name: 'api_upstream_call_duration_seconds',
    help: 'Calls to issuers by upstream, operation and outcome',
    labels: ['upstream', 'operation', 'outcome'],
    seconds: ({ durationMs }) => durationMs / 1000,
  });
}
