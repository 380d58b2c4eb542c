/** The times and numbers by which an upstream is treated. Tests use shorter ones. */
export interface UpstreamPolicy {
  /** Around one call: its wait for a turn, its token and its body. */
  readonly deadlineMs: number;
  /** Of one caller at a time. */
  readonly callsPerCaller: number;
  /** At once, until the upstream has shown what it bears. */
  readonly initialCalls: number;
  readonly maximumCalls: number;
  /** How long calls wait before more are made at once. */
  readonly patienceMs: number;
  /** Pause after a failure without a `Retry-After`. */
  readonly pauseSeconds: number;
  /** How long after a pause calls that can wait leave the first turns to others. */
  readonly calmMs: number;
}

export const UPSTREAM_POLICY: UpstreamPolicy = {
  deadlineMs: 8_000,
  callsPerCaller: 2,
  initialCalls: 5,
  maximumCalls: 100,
  patienceMs: 250,
  pauseSeconds: 2,
  calmMs: 2_000,
};

/** Other times than those of production, for tests. */
export interface UpstreamTiming {
  readonly policy?: UpstreamPolicy;
  /** Milliseconds; only differences count. */
  readonly clock?: () => number;
}
