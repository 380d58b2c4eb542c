import { CircuitBreaker } from './circuit-breaker.js';
import type { UpstreamError } from './upstream.error.js';

/** Failures in a row that open the circuit, when they are of several callers. */
const FAILURES = 3;

/**
 * A circuit breaker that asks whose failure it is. One that concerns everybody opens it at once; any
 * other may be about one caller alone, so that it takes three in a row of at least two callers. Two
 * callers whose probes fail open it again; one alone waits while others may probe.
 */
export class Circuit extends CircuitBreaker {
  /** The callers of the last failures in a row. */
  #failed: string[] = [];
  #failedAt = -Infinity;

  constructor(
    private readonly pauseSeconds: number,
    clock: () => number,
  ) {
    super(clock);
  }

  /** Seconds until that caller may make a call; 0 when one may be made now. */
  waitSecondsOf(caller: string): number {
    if (!this.isOpen || !this.#failed.includes(caller)) return this.waitSeconds;
    const sinceFailure = (this.clock() - this.#failedAt) / 1000;
    return Math.max(this.waitSeconds, Math.ceil(this.pauseSeconds - sinceFailure));
  }

  /** @returns true when this answer closes the circuit */
  succeed(isProbe: boolean): boolean {
    const isClosing = this.isOpen && isProbe;
    if (isClosing) this.close();
    if (!this.isOpen) this.#failed = [];
    return isClosing;
  }

  /** @returns true when this failure opens the circuit, again where it is open */
  fail(caller: string, isProbe: boolean, error: UpstreamError): boolean {
    if (isProbe) this.endProbe();
    // A call that was under way when the circuit opened says nothing new.
    else if (this.isOpen && !error.concernsEverybody) return false;
    this.#failed = [...this.#failed, caller].slice(-FAILURES);
    this.#failedAt = this.clock();
    if (!error.concernsEverybody && !this.#isShared(isProbe)) return false;
    this.#failed = [];
    this.open(error.retryAfterSeconds ?? this.pauseSeconds);
    return true;
  }

  #isShared(isProbe: boolean): boolean {
    const isEnough = isProbe || this.#failed.length === FAILURES;
    return isEnough && new Set(this.#failed).size > 1;
  }
}
