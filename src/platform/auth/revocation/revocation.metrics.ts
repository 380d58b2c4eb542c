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
    name: 'api_revocations_forgotten',
    help: 'Entries that this process gave up before their time, because there were too many',
    read: () => [{ value: revocations.forgotten }],
  });
  metrics.gauge({
    name: 'api_revocations_age_seconds',
    help: 'Time since the list of revocations was read; absent where it never was',
    read: () => (feed.ageSeconds === undefined ? [] : [{ value: feed.ageSeconds }]),
  });
}
