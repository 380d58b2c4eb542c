import { DiagnosticChannel } from '../telemetry/diagnostic-channel.js';
import type { Metrics } from '../telemetry/metrics.js';

/** One piece of work on the database. Nothing personal. */
export interface DatabaseWork {
  /** `failed`: the database refused a statement, or the work itself threw. */
  readonly outcome: 'ok' | 'failed' | 'unavailable';
  readonly durationMs: number;
}

export const databaseWork = new DiagnosticChannel<DatabaseWork>('api:database-work');

export function declareDatabaseMetrics(
  metrics: Metrics,
  database: { readonly connections: Readonly<Record<string, number>> },
): void {
  metrics.histogram(databaseWork, {
    name: 'api_database_work_duration_seconds',
    help: 'Pieces of work on the database by outcome, with their wait for a connection',
    labels: ['outcome'],
    seconds: ({ durationMs }) => durationMs / 1000,
  });
  metrics.gauge({
    name: 'api_database_connections',
    help: 'Connections of this process to the database by state, and work that waits for one',
    labels: ['state'],
    read: () =>
      Object.entries(database.connections).map(([state, value]) => ({ labels: { state }, value })),
  });
}
