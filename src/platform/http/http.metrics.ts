import { DiagnosticChannel } from '../telemetry/diagnostic-channel.js';
import type { Metrics } from '../telemetry/metrics.js';

/** One HTTP request, answered. */
export interface RequestRecord {
  readonly id: string;
  /** The name that the client gave its operation, else `anonymous`; the route outside of GraphQL. */
  readonly operation: string;
  /** What the client asked for, in words of the API alone: `query me`, or the route. */
  readonly target: string;
  /** `OK`, or the `extensions.code` of the first error in the answer. */
  readonly code: string;
  /** Why the request was refused, such as `token_expired`. */
  readonly reason?: string;
  readonly status: number;
  readonly durationMs: number;
  /** A pseudonym of the caller: the same for the same subject of the same issuer. */
  readonly subject?: string;
}

export const requests = new DiagnosticChannel<RequestRecord>('api:request');

export function declareHttpMetrics(metrics: Metrics): void {
  metrics.histogram(requests, {
    name: 'api_request_duration_seconds',
    help: 'Requests by what was asked for and outcome',
    labels: ['target', 'code'],
    seconds: ({ durationMs }) => durationMs / 1000,
  });
}
