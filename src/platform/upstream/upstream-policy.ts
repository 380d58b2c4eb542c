/** The times and numbers by which an upstream is treated. Tests use shorter ones. */
export interface UpstreamPolicy {
  /** Around one call: its wait for a slot, its token and its body. */
  readonly deadlineMs: number;
  /** Of one caller at a time. */
  readonly callsPerCaller: number;
  /** Of all callers at a time: 40 who ask at once get answers of 1.5 s each within the deadline. */
  readonly calls: number;
  /** Pause after a failure without a `Retry-After`. */
  readonly pauseSeconds: number;
  /** How long after a pause calls that can wait leave the first slots to others. */
  readonly calmMs: number;
}

export const UPSTREAM_POLICY: UpstreamPolicy = {
  deadlineMs: 8_000,
  callsPerCaller: 2,
  calls: 14,
  pauseSeconds: 2,
  calmMs: 2_000,
};

/** Other times than those of production, for tests. */
export interface UpstreamTiming {
  readonly policy?: UpstreamPolicy;
  /** Milliseconds; only differences count. */
  readonly clock?: () => number;
}
