import { untilAborted } from './deadline.js';

/** A request that waits for the answer of an upstream call. */
export interface Waiter {
  /** The same text for all requests of one caller. */
  readonly caller: string;
  /** Ends when the answer is no longer wanted, such as when the client disconnects. */
  readonly signal?: AbortSignal | undefined;
}

/** The requests that wait for one shared call, which is not made once all of them have left. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();
  readonly #callers = new Set<string>();
  readonly #allLeft = new AbortController();
  #onCaller: (caller: string) => void = () => undefined;

  /** Ends when the last waiter has left; the call then takes no other waiter. */
  get signal(): AbortSignal {
    return this.#allLeft.signal;
  }

  /** Tells of each caller: those that wait already, and those that join later. */
  forEachCaller(tell: (caller: string) => void): void {
    this.#onCaller = tell;
    this.#callers.forEach(tell);
  }

  /**
   * Joins, and waits for the answer until the waiter's own signal ends.
   *
   * @throws the reason of that signal
   */
  async wait<T>(waiter: Waiter, answer: () => Promise<T>): Promise<T> {
    const { caller, signal } = waiter;
    signal?.throwIfAborted();
    const leave = () => this.#leave(waiter);
    signal?.addEventListener('abort', leave, { once: true });
    this.#waiting.add(waiter);
    const isNew = !this.#callers.has(caller);
    this.#callers.add(caller);
    if (isNew) this.#onCaller(caller);
    try {
      return await untilAborted(signal, answer());
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  #leave(waiter: Waiter): void {
    this.#waiting.delete(waiter);
    if (this.#waiting.size === 0) this.#allLeft.abort(waiter.signal?.reason);
  }
}
