/** Counts and percentiles of what a job saw. */
export function summarise({ latencies, statuses, wrong, sample, broken }, seconds) {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    requests: sorted.length,
    seconds,
    failed: wrong + broken,
    statuses: broken > 0 ? { ...statuses, none: broken } : statuses,
    sample,
    p50: at(0.5),
    p99: at(0.99),
  };
}
