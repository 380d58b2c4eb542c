import { DiagnosticChannel } from '../../telemetry/diagnostic-channel.js';
import type { Metrics } from '../../telemetry/metrics.js';

/** One DPoP proof, judged. */
export interface JudgedProof {
  /** `accepted`, `accepted_here` while Redis does not answer, or a reason for refusal. */
  readonly outcome: string;
}

export const judgedProofs = new DiagnosticChannel<JudgedProof>('api:dpop-proof');

export function declareDpopMetrics(metrics: Metrics): void {
  metrics.counter(judgedProofs, {
    name: 'api_dpop_proofs_total',
    help: 'DPoP proofs by outcome; "accepted_here" counts those that other replicas were not asked about',
    labels: ['outcome'],
  });
}
