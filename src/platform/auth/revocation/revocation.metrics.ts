import type { Metrics } from '../../telemetry/metrics.js';
import type { AccessChangeFeed } from './access-change-feed.js';
import type { Revocations } from './revocations.js';

export function declareRevocationMetrics(
  metrics: Metrics,
  revocations: Revocations,
  feed: AccessChangeFeed,
): void {
  metrics.gauge({
    name: 'api_revocations',
    help: 'Revoked tokens, sessions and subjects, and suspended accounts, that this process knows',
    read: () => [{ value: revocations.size }],
  });
  metrics.gauge({
    name: 'api_revocations_outside_memory',
    help: 'Entries that left the memory of this process because there were too many: the database is asked for them',
    read: () => [{ value: revocations.evictions }],
  });
  metrics.gauge({
    name: 'api_revocations_age_seconds',
    help: 'Time since the list of revocations was read completely; absent where it never was',
    read: () => (feed.ageSeconds === undefined ? [] : [{ value: feed.ageSeconds }]),
  });
}
