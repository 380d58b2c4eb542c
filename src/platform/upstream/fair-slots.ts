import { CallerSlots, Slots, type Release } from './slots.js';
import type { Waiters } from './waiters.js';

/** The right to make one call, in a slot of this caller. */
export interface Slot {
  readonly caller: string;
  readonly release: Release;
}

/**
 * A call waits for one of the few slots of its caller, and with that for one of the slots of all
 * callers, in the order of arrival. So no caller has more than those few in front of the others.
 */
export class FairSlots {
  readonly #slots: Slots;
  #cancelling = new AbortController();

  constructor(
    size: number,
    private readonly callerSlots: CallerSlots,
  ) {
    this.#slots = new Slots(size);
  }

  /** How many calls wait for other callers. */
  get waiting(): number {
    return this.#slots.waiting;
  }

  /**
   * The first slot that any of the waiters' callers gets, also of one that joins later.
   *
   * @param check throws for a caller that may make no call
   * @throws the reason of the deadline or of the waiters' signal that ends before
   */
  take(waiters: Waiters, deadline: AbortSignal, check: (caller: string) => void): Promise<Slot> {
    const found = new AbortController();
    const ends = [waiters.signal, deadline, this.#cancelling.signal, found.signal];
    const signal = AbortSignal.any(ends);
    return new Promise((resolve, reject) => {
      const compete = async (caller: string) => {
        check(caller);
        const release = await this.#takeBoth(caller, signal);
        if (found.signal.aborted) return release();
        found.abort();
        resolve({ caller, release });
      };
      let competing = 0;
      waiters.forEachCaller((caller) => {
        competing += 1;
        compete(caller).catch((error: unknown) => {
          competing -= 1;
          // One who may make no call waits for the call of the others, and does not end it.
          if (competing === 0) reject(error as Error);
        });
      });
    });
  }

  /** Ends the wait of every call. */
  cancelAll(reason: Error): void {
    this.#cancelling.abort(reason);
    this.#cancelling = new AbortController();
  }

  async #takeBoth(caller: string, signal: AbortSignal): Promise<Release> {
    const releaseOwn = await this.callerSlots.take(caller, signal);
    try {
      const release = await this.#slots.take(signal);
      return () => {
        release();
        releaseOwn();
      };
    } catch (error) {
      releaseOwn();
      throw error;
    }
  }
}
