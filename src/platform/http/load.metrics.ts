import { DiagnosticChannel } from '../telemetry/diagnostic-channel.js';
import type { Metrics } from '../telemetry/metrics.js';

/** One request, answered 503 because the process is overloaded. */
export interface ShedRecord {
  readonly reason: 'event_loop' | 'connections' | 'bodies' | 'waiting';
}

/** One operation that was refused because its owner had used its points. */
export interface OverdraftRecord {
  readonly owner: 'address' | 'caller';
}

/** What one operation asks for. */
export interface PointsRecord {
  /** In words of the API alone: `query me`. */
  readonly target: string;
  readonly points: number;
}

export const shedRequests = new DiagnosticChannel<ShedRecord>('api:shed-request');
export const overdrafts = new DiagnosticChannel<OverdraftRecord>('api:overdraft');
export const askedPoints = new DiagnosticChannel<PointsRecord>('api:asked-points');

/** The delay of the event loop is among the metrics of the process: `nodejs_eventloop_lag_seconds`. */
export function declareLoadMetrics(
  metrics: Metrics,
  { connections }: { readonly connections: { readonly open: number } },
): void {
  metrics.counter(shedRequests, {
    name: 'api_shed_requests_total',
    help: 'Requests answered 503 because the process is overloaded, by reason',
    labels: ['reason'],
  });
  metrics.counter(overdrafts, {
    name: 'api_overdrafts_total',
    help: 'Operations refused because an address or a caller has used its points',
    labels: ['owner'],
  });
  metrics.counter(askedPoints, {
    name: 'api_points_total',
    help: 'Points of the operations that clients ask for',
    labels: ['target'],
    amount: ({ points }) => points,
  });
  metrics.gauge({
    name: 'api_http_connections',
    help: 'Open connections of HTTP, WebSockets excepted',
    read: () => [{ value: connections.open }],
  });
}
