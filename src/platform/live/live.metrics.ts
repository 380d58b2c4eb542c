import { DiagnosticChannel } from '../telemetry/diagnostic-channel.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { LiveSockets } from './sockets/live-sockets.js';

/** One socket, ended. */
export interface SocketEndRecord {
  /** The close code; `client` where the client has closed it or is gone, with any code. */
  readonly code: string;
}

/** One event, sent to one subscriber. */
export interface EventRecord {
  /** `sent`, or `failed` where the client is sent errors in its place. */
  readonly outcome: 'sent' | 'failed';
}

export const socketEnds = new DiagnosticChannel<SocketEndRecord>('api:socket-end');
export const events = new DiagnosticChannel<EventRecord>('api:live-event');

export function declareLiveMetrics(metrics: Metrics, sockets: LiveSockets): void {
  metrics.gauge({
    name: 'api_live_sockets',
    help: 'Open WebSockets',
    read: () => [{ value: sockets.size }],
  });
  metrics.gauge({
    name: 'api_live_subscriptions',
    help: 'Subscriptions of all open WebSockets',
    read: () => [{ value: sockets.operations }],
  });
  metrics.counter(events, {
    name: 'api_live_events_total',
    help: 'Events by outcome, each subscriber counted',
    labels: ['outcome'],
  });
  metrics.counter(socketEnds, {
    name: 'api_live_socket_ends_total',
    help: 'WebSockets that have ended, by close code',
    labels: ['code'],
  });
}
