import { DiagnosticChannel, type Metrics } from '../platform/telemetry/index.js';

/** One look into the cache of profiles. */
export interface ProfileLookup {
  /** `shared`: another caller's call is under way; `stale`: an old profile during an outage. */
  readonly outcome: 'hit' | 'shared' | 'miss' | 'stale';
}

export const profileLookups = new DiagnosticChannel<ProfileLookup>('api:profile-lookup');

export function declareProfileMetrics(metrics: Metrics): void {
  metrics.counter(profileLookups, {
    name: 'api_profile_lookups_total',
    help: 'Looks into the cache of profiles by outcome',
    labels: ['outcome'],
  });
}
