import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import {
  keyRefreshes,
  profileLookups,
  requests,
  upstreamCalls,
  verifications,
} from './channels.js';

/** Seconds. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** A client chooses the names of its operations, and each name is a time series. */
const MAXIMUM_OPERATIONS = 100;

/** Counts what the topics tell, in Prometheus' terms, until `stop` is called. */
export function collectMetrics(): { registry: Registry; stop: () => void } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const stops = [
    countRequests(registry),
    countUpstreamCalls(registry),
    countOutcomes(
      registry,
      'api_token_verifications_total',
      'Access tokens by outcome',
      verifications,
    ),
    countOutcomes(
      registry,
      'api_profile_lookups_total',
      'Looks into the cache of profiles by outcome',
      profileLookups,
    ),
    countKeyRefreshes(registry),
  ];
  return { registry, stop: () => stops.forEach((stop) => stop()) };
}

function countRequests(registry: Registry): () => void {
  const names = new Set<string>();
  const histogram = new Histogram({
    name: 'api_request_duration_seconds',
    help: 'Requests by operation and outcome',
    labelNames: ['operation', 'code'],
    buckets: DURATIONS,
    registers: [registry],
  });
  return requests.subscribe(({ operation, code, durationMs }) => {
    if (names.size < MAXIMUM_OPERATIONS) names.add(operation);
    histogram.observe(
      { operation: names.has(operation) ? operation : 'other', code },
      durationMs / 1000,
    );
  });
}

function countUpstreamCalls(registry: Registry): () => void {
  const histogram = new Histogram({
    name: 'api_upstream_call_duration_seconds',
    help: 'Calls to issuers by upstream, operation and outcome',
    labelNames: ['upstream', 'operation', 'outcome'],
    buckets: DURATIONS,
    registers: [registry],
  });
  return upstreamCalls.subscribe(({ durationMs, ...labels }) =>
    histogram.observe(labels, durationMs / 1000),
  );
}

function countKeyRefreshes(registry: Registry): () => void {
  const counter = new Counter({
    name: 'api_key_refreshes_total',
    help: "Attempts to fetch an issuer's signing keys, by issuer and outcome",
    labelNames: ['issuer', 'outcome'],
    registers: [registry],
  });
  return keyRefreshes.subscribe((labels) => counter.inc({ ...labels }));
}

function countOutcomes(
  registry: Registry,
  name: string,
  help: string,
  topic: typeof verifications | typeof profileLookups,
): () => void {
  const counter = new Counter({ name, help, labelNames: ['outcome'], registers: [registry] });
  return topic.subscribe(({ outcome }: { outcome: string }) => counter.inc({ outcome }));
}
