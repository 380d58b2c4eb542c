import { Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { UnavailableException } from './unavailable.exception.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { DEADLINE_MS, settleBefore } from './deadline.js';
import { upstreamCalls, type UpstreamCall } from './upstream.metrics.js';
import { UpstreamError } from './upstream.error.js';

/** Calls under way at once: an upstream's limit is better kept than hit. */
const CONCURRENCY = 5;
/** After a failure, calls that can wait leave the first turns to others. */
const CALM_MS = 2_000;
/** Rest after a failure without a `Retry-After`, in seconds. */
const PAUSE_SECONDS = 2;

/** Stands before one upstream: a deadline, a few calls at a time, a circuit breaker, a count. */
export class UpstreamGate {
  readonly #logger = new Logger(UpstreamGate.name);
  readonly #limit = pLimit(CONCURRENCY);
  readonly #circuit = new CircuitBreaker();

  constructor(
    private readonly upstream: string,
    private readonly deadlineMs = DEADLINE_MS,
  ) {}

  /** True while calls queue, and shortly after a failure: a call that can wait should. */
  get isBusy(): boolean {
    return this.#limit.pendingCount > 0 || this.#circuit.wasOpenWithin(CALM_MS);
  }

  /**
   * Makes one call, which is to end when its signal does.
   *
   * @throws UnavailableException when the upstream is down, slow, over its limit or refuses us;
   *   anything else as the call throws it
   */
  async run<T>(operation: string, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#refuseWhileOpen();
    const signal = AbortSignal.timeout(this.deadlineMs);
    const turn = this.#limit(() => this.#attempt(operation, signal, call));
    return settleBefore(signal, turn).catch((error: unknown) => {
      throw error instanceof UpstreamError ? unavailable(PAUSE_SECONDS, error) : error;
    });
  }

  async #attempt<T>(
    operation: string,
    signal: AbortSignal,
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (signal.aborted) throw new UpstreamError('had no time left for another call');
    this.#refuseWhileOpen();
    const isProbe = this.#circuit.enter();
    const publish = this.#startPublishing(operation);
    try {
      const result = await settleBefore(signal, call(signal));
      publish('ok');
      if (isProbe) this.#close();
      return result;
    } catch (error) {
      const isOutage = error instanceof UpstreamError;
      publish(isOutage ? 'unavailable' : 'refused');
      if (isOutage) throw this.#open(error);
      if (isProbe) this.#close();
      throw error;
    }
  }

  #refuseWhileOpen(): void {
    const seconds = this.#circuit.waitSeconds;
    if (seconds > 0) throw unavailable(seconds);
  }

  #open(error: UpstreamError): UnavailableException {
    const seconds = error.retryAfterSeconds ?? PAUSE_SECONDS;
    if (!this.#circuit.isOpen) {
      this.#logger.warn(`${this.upstream} ${error.message}; left alone for ${seconds} s`);
    }
    this.#circuit.open(seconds);
    return unavailable(seconds, error);
  }

  #close(): void {
    this.#circuit.close();
    this.#logger.log(`${this.upstream} answers again`);
  }

  #startPublishing(operation: string): (outcome: UpstreamCall['outcome']) => void {
    const startedAt = performance.now();
    return (outcome) => {
      const durationMs = performance.now() - startedAt;
      upstreamCalls.publish({ upstream: this.upstream, operation, outcome, durationMs });
    };
  }
}

function unavailable(seconds: number, cause?: UpstreamError): UnavailableException {
  return new UnavailableException('The source of profiles is not available.', seconds, cause);
}
