import { DiagnosticChannel } from '../telemetry/diagnostic-channel.js';
import type { Metrics } from '../telemetry/metrics.js';

/** One access token, judged. */
export interface Verification {
  /** `remembered`, `accepted`, a reason for refusal, or `unavailable`. */
  readonly outcome: string;
}

/** One attempt to fetch an issuer's signing keys. */
export interface KeyRefresh {
  /** The environment variable that names the issuer; of further custom domains the host, too. */
  readonly issuer: string;
  readonly outcome: 'ok' | 'failed';
}

export const verifications = new DiagnosticChannel<Verification>('api:verification');
export const keyRefreshes = new DiagnosticChannel<KeyRefresh>('api:key-refresh');

export function declareAuthMetrics(metrics: Metrics): void {
  metrics.counter(verifications, {
    name: 'api_token_verifications_total',
    help: 'Access tokens by outcome',
    labels: ['outcome'],
  });
  metrics.counter(keyRefreshes, {
    name: 'api_key_refreshes_total',
    help: "Attempts to fetch an issuer's signing keys, by issuer and outcome",
    labels: ['issuer', 'outcome'],
  });
}
