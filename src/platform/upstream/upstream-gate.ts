import { Logger } from '@nestjs/common';
import { AdaptiveLimit } from './adaptive-limit.js';
import type { Askers } from './askers.js';
import { CallerAllowance } from './caller-allowance.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { settleBefore } from './deadline.js';
import { Turns, type Turn } from './turns.js';
import { UnavailableException } from './unavailable.exception.js';
import { UpstreamError } from './upstream.error.js';
import { upstreamCalls, type UpstreamCall } from './upstream.metrics.js';
import { UPSTREAM_POLICY, type UpstreamPolicy, type UpstreamTiming } from './upstream-policy.js';

type UpstreamCallback<T> = (signal: AbortSignal) => Promise<T>;

export interface UpstreamGateOptions extends UpstreamTiming {
  /** For the log and the metrics, such as `management-api`. */
  readonly upstream: string;
  /** What a client reads during an outage. */
  readonly message: string;
  /** Shared by the gates between which a caller's calls are counted together. */
  readonly allowance?: CallerAllowance;
}

/**
 * Stands before one kind of call to one upstream: a deadline, fair turns, as many calls at once as
 * the upstream bears, and a circuit breaker.
 */
export class UpstreamGate {
  readonly #logger = new Logger(UpstreamGate.name);
  readonly #upstream: string;
  readonly #message: string;
  readonly #policy: UpstreamPolicy;
  readonly #clock: () => number;
  readonly #circuit: CircuitBreaker;
  readonly #limit: AdaptiveLimit;
  readonly #turns: Turns;

  constructor({
    upstream,
    message,
    policy = UPSTREAM_POLICY,
    allowance = new CallerAllowance(policy.callsPerCaller),
    clock = () => performance.now(),
  }: UpstreamGateOptions) {
    this.#upstream = upstream;
    this.#message = message;
    this.#policy = policy;
    this.#clock = clock;
    this.#circuit = new CircuitBreaker(clock);
    this.#limit = new AdaptiveLimit(policy, clock);
    this.#turns = new Turns(this.#limit, allowance, clock);
  }

  /** True while calls queue, and shortly after a failure: a call that can wait should. */
  get isBusy(): boolean {
    return this.#turns.waiting > 0 || this.#circuit.wasOpenWithin(this.#policy.calmMs);
  }

  /**
   * Makes one call, which should end when its signal does. A call that has begun is not ended when
   * its askers leave: its answer can be cached.
   *
   * @throws UnavailableException when the upstream is down, slow, over its limit or refuses us;
   *   anything else as the call throws it
   */
  async run<T>(operation: string, askers: Askers, call: UpstreamCallback<T>): Promise<T> {
    this.#refuseWhileOpen();
    const deadline = AbortSignal.timeout(this.#policy.deadlineMs);
    const turn = await this.#turns.take(askers, deadline).catch((error: unknown) => {
      throw error === deadline.reason ? this.#unavailable(this.#policy.pauseSeconds) : error;
    });
    try {
      this.#refuseWhileOpen();
      return await this.#attempt(operation, turn, deadline, call);
    } finally {
      turn.end();
    }
  }

  async #attempt<T>(
    operation: string,
    turn: Turn,
    deadline: AbortSignal,
    call: UpstreamCallback<T>,
  ): Promise<T> {
    const isProbe = this.#circuit.enter();
    try {
      const result = await settleBefore(deadline, call(deadline));
      this.#publish(operation, turn, 'ok');
      this.#limit.succeed(this.#turns.waitedMs);
      if (isProbe) this.#close();
      return result;
    } catch (error) {
      const isOutage = error instanceof UpstreamError;
      this.#publish(operation, turn, isOutage ? 'unavailable' : 'refused');
      if (!isOutage) {
        if (isProbe) this.#close();
        throw error;
      }
      // A call that began late and was cut short says nothing about the upstream.
      const isCutShort = deadline.aborted && this.#ageOf(turn) < this.#policy.deadlineMs / 2;
      if (isProbe || !(isCutShort || error.isIsolated)) this.#open(error, turn);
      throw this.#unavailable(error.retryAfterSeconds ?? this.#policy.pauseSeconds, error);
    }
  }

  #refuseWhileOpen(): void {
    const seconds = this.#circuit.waitSeconds;
    if (seconds > 0) throw this.#unavailable(seconds);
  }

  #open(error: UpstreamError, { startedAt }: Turn): void {
    const seconds = error.retryAfterSeconds ?? this.#policy.pauseSeconds;
    if (!this.#circuit.isOpen) {
      this.#logger.warn(`${this.#upstream} ${error.message}; left alone for ${seconds} s`);
    }
    this.#limit.fail(startedAt);
    this.#circuit.open(seconds);
    this.#turns.cancelAll(this.#unavailable(seconds));
  }

  #close(): void {
    this.#circuit.close();
    this.#logger.log(`${this.#upstream} answers again`);
  }

  #publish(operation: string, turn: Turn, outcome: UpstreamCall['outcome']): void {
    const durationMs = this.#ageOf(turn);
    upstreamCalls.publish({ upstream: this.#upstream, operation, outcome, durationMs });
  }

  #ageOf({ startedAt }: Turn): number {
    return this.#clock() - startedAt;
  }

  #unavailable(seconds: number, cause?: UpstreamError): UnavailableException {
    return new UnavailableException(this.#message, seconds, cause);
  }
}
