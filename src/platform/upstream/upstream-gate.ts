import { Logger } from '@nestjs/common';
import { Circuit } from './circuit.js';
import { untilAborted } from './deadline.js';
import { FairSlots, type Slot } from './fair-slots.js';
import { CallerSlots } from './slots.js';
import { UnavailableException } from './unavailable.exception.js';
import { UpstreamError } from './upstream.error.js';
import { upstreamCalls, type UpstreamCall } from './upstream.metrics.js';
import { UPSTREAM_POLICY, type UpstreamPolicy, type UpstreamTiming } from './upstream-policy.js';
import type { Waiters } from './waiters.js';

type UpstreamCallback<T> = (signal: AbortSignal) => Promise<T>;

export interface UpstreamGateOptions extends UpstreamTiming {
  /** For the log and the metrics, such as `management-api`. */
  readonly upstream: string;
  /** What a client reads during an outage. */
  readonly message: string;
  /** Shared by the gates between which a caller's calls are counted together. */
  readonly callerSlots?: CallerSlots;
}

/** A call that has its slot. */
interface Attempt extends Slot {
  readonly operation: string;
  readonly startedAt: number;
  readonly deadline: AbortSignal;
}

/**
 * Stands before one kind of call to one upstream: a deadline, fair slots, and a circuit that a
 * failure opens as far as it concerns everybody.
 */
export class UpstreamGate {
  readonly #logger = new Logger(UpstreamGate.name);
  readonly #upstream: string;
  readonly #message: string;
  readonly #policy: UpstreamPolicy;
  readonly #clock: () => number;
  readonly #circuit: Circuit;
  readonly #slots: FairSlots;

  constructor({
    upstream,
    message,
    policy = UPSTREAM_POLICY,
    callerSlots = new CallerSlots(policy.callsPerCaller),
    clock = () => performance.now(),
  }: UpstreamGateOptions) {
    this.#upstream = upstream;
    this.#message = message;
    this.#policy = policy;
    this.#clock = clock;
    this.#circuit = new Circuit(policy.pauseSeconds, clock);
    this.#slots = new FairSlots(policy.calls, callerSlots);
  }

  /** True while calls wait for the upstream, and shortly after an outage: a call that can wait should. */
  get isBusy(): boolean {
    return this.#slots.waiting > 0 || this.#circuit.wasOpenWithin(this.#policy.calmMs);
  }

  /**
   * Makes one call, which should end when its signal does. A call that has begun is not ended when
   * its waiters leave: its answer can be cached.
   *
   * @throws UnavailableException when the upstream is down, slow, over its limit or refuses us;
   *   anything else as the call throws it
   */
  async run<T>(operation: string, waiters: Waiters, call: UpstreamCallback<T>): Promise<T> {
    const late = new AbortController();
    const giveUp = () => late.abort(new UpstreamError('did not answer in time'));
    const timer = setTimeout(giveUp, this.#policy.deadlineMs);
    const check = (caller: string) => this.#refuseWhileOpen(caller);
    try {
      const slot = await this.#slots.take(waiters, late.signal, check);
      try {
        check(slot.caller);
        const startedAt = this.#clock();
        return await this.#attempt({ ...slot, operation, startedAt, deadline: late.signal }, call);
      } finally {
        slot.release();
      }
    } catch (error) {
      // There was no slot in time.
      throw error instanceof UpstreamError ? this.#unavailable(this.#policy.pauseSeconds) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #attempt<T>(attempt: Attempt, call: UpstreamCallback<T>): Promise<T> {
    const isProbe = this.#circuit.enter();
    try {
      const result = await untilAborted(attempt.deadline, call(attempt.deadline));
      this.#publish(attempt, 'ok');
      this.#succeed(isProbe);
      return result;
    } catch (error) {
      const isOutage = error instanceof UpstreamError;
      this.#publish(attempt, isOutage ? 'unavailable' : 'refused');
      if (!isOutage) {
        this.#succeed(isProbe);
        throw error;
      }
      this.#fail(attempt, isProbe, error);
      throw this.#unavailable(error.retryAfterSeconds ?? this.#policy.pauseSeconds, error);
    }
  }

  #succeed(isProbe: boolean): void {
    if (this.#circuit.succeed(isProbe)) this.#logger.log(`${this.#upstream} answers again`);
  }

  #fail(attempt: Attempt, isProbe: boolean, error: UpstreamError): void {
    // A call that began late and was cut short says nothing about the upstream.
    const isCutShort =
      attempt.deadline.aborted && this.#ageOf(attempt) < this.#policy.deadlineMs / 2;
    if (isCutShort && !isProbe) return;
    const wasOpen = this.#circuit.isOpen;
    if (!this.#circuit.fail(attempt.caller, isProbe, error)) return;
    const seconds = error.retryAfterSeconds ?? this.#policy.pauseSeconds;
    if (!wasOpen) {
      this.#logger.warn(`${this.#upstream} ${error.message}; left alone for ${seconds} s`);
    }
    this.#slots.cancelAll(this.#unavailable(seconds));
  }

  #refuseWhileOpen(caller: string): void {
    const seconds = this.#circuit.waitSecondsOf(caller);
    if (seconds > 0) throw this.#unavailable(seconds);
  }

  #publish(attempt: Attempt, outcome: UpstreamCall['outcome']): void {
    const { operation } = attempt;
    const durationMs = this.#ageOf(attempt);
    upstreamCalls.publish({ upstream: this.#upstream, operation, outcome, durationMs });
  }

  #ageOf({ startedAt }: Attempt): number {
    return this.#clock() - startedAt;
  }

  #unavailable(seconds: number, cause?: UpstreamError): UnavailableException {
    return new UnavailableException(this.#message, seconds, cause);
  }
}
