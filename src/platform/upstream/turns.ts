import type { AdaptiveLimit } from './adaptive-limit.js';
import type { Askers } from './askers.js';
import type { CallerAllowance } from './caller-allowance.js';
import { FairQueue } from './fair-queue.js';

interface WaitingCall {
  readonly since: number;
  readonly begin: (turn: Turn) => void;
  readonly cancel: (reason: unknown) => void;
}

/** The right to make one call, until it is ended. */
export interface Turn {
  readonly startedAt: number;
  end(): void;
}

/** Lets a few calls go at once: callers in fair turns, none of them with more than their allowance. */
export class Turns {
  readonly #queue = new FairQueue<WaitingCall>();
  #running = 0;

  constructor(
    private readonly limit: AdaptiveLimit,
    private readonly allowance: CallerAllowance,
    private readonly clock: () => number,
  ) {
    allowance.onGivenBack(() => this.#beginNext());
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** How long the next call has waited for others to end, in milliseconds. */
  get waitedMs(): number {
    // There is room: whatever waits has callers who have their allowance under way.
    if (this.#running < this.limit.calls) return 0;
    return this.clock() - (this.#queue.oldest?.since ?? this.clock());
  }

  /** @throws the reason of a signal that ends before the turn comes */
  take(askers: Askers, deadline: AbortSignal): Promise<Turn> {
    return new Promise((resolve, reject) => {
      const signals = [askers.signal, deadline];
      const settle = () => {
        askers.onJoin = () => undefined;
        for (const signal of signals) signal.removeEventListener('abort', giveUp);
      };
      const call: WaitingCall = {
        since: this.clock(),
        begin: (turn) => {
          settle();
          resolve(turn);
        },
        cancel: (reason) => {
          settle();
          this.#queue.remove(call);
          reject(reason as Error);
        },
      };
      const giveUp = () => call.cancel(signals.find(({ aborted }) => aborted)?.reason);
      if (signals.some(({ aborted }) => aborted)) return giveUp();
      for (const signal of signals) signal.addEventListener('abort', giveUp);
      for (const caller of askers.callers) this.#queue.add(caller, call);
      askers.onJoin = (caller) => {
        this.#queue.add(caller, call);
        this.#beginNext();
      };
      this.#beginNext();
    });
  }

  /** Ends the wait of every call. */
  cancelAll(reason: unknown): void {
    for (let call = this.#queue.oldest; call; call = this.#queue.oldest) call.cancel(reason);
  }

  #beginNext(): void {
    while (this.#running < this.limit.calls) {
      const next = this.#queue.take((caller) => this.allowance.has(caller));
      if (!next) return;
      next.call.begin(this.#start(next.caller));
    }
  }

  #start(caller: string): Turn {
    this.#running += 1;
    this.allowance.take(caller);
    return {
      startedAt: this.clock(),
      end: () => {
        this.#running -= 1;
        if (this.#running === 0 && this.#queue.size === 0) this.limit.rest();
        this.allowance.giveBack(caller);
      },
    };
  }
}
