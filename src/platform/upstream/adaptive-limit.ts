import type { UpstreamPolicy } from './upstream-policy.js';

/**
 * How many calls may be under way at once: what the upstream bears, found by trying, as TCP finds
 * its window (RFC 5681). Answers raise the limit while calls have to wait, at first quickly; a
 * failure halves it. An idle upstream is approached carefully again.
 */
export class AdaptiveLimit {
  #limit: number;
  #hasFailed = false;
  #failedAt = -Infinity;

  constructor(
    private readonly policy: UpstreamPolicy,
    private readonly clock: () => number,
  ) {
    this.#limit = policy.initialCalls;
  }

  get calls(): number {
    return Math.floor(this.#limit);
  }

  /** The upstream answered, and the next call has waited that long. */
  succeed(waitedMs: number): void {
    if (waitedMs < this.policy.patienceMs) return;
    const step = this.#hasFailed ? 1 / this.#limit : 2;
    this.#limit = Math.min(this.#limit + step, this.policy.maximumCalls);
  }

  /** A call that began at that time failed; all that were under way then count as one failure. */
  fail(startedAt: number): void {
    if (startedAt < this.#failedAt) return;
    this.#failedAt = this.clock();
    this.#hasFailed = true;
    this.#limit = Math.max(1, this.#limit / 2);
  }

  /** No call is under way and none waits: what was learned about slowness may no longer hold. */
  rest(): void {
    this.#hasFailed = false;
    this.#limit = Math.min(this.#limit, this.policy.initialCalls);
  }
}
