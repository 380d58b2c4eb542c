import { untilAborted } from './deadline.js';

/** Somebody who waits for the answer of an upstream call. */
export interface Asker {
  /** The same text for all requests of one caller. */
  readonly caller: string;
  /** Ends when the answer is no longer wanted, such as when the client disconnects. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Everybody who waits for one shared call. The call is made in the turn of any of them, and is not
 * made once all of them have left.
 */
export class Askers {
  readonly #waiting = new Set<Asker>();
  readonly #callers = new Set<string>();
  readonly #allLeft = new AbortController();
  /** Called with each caller who joins later. */
  onJoin: (caller: string) => void = () => undefined;

  get callers(): ReadonlySet<string> {
    return this.#callers;
  }

  /** Ends when the last asker has left; the call then takes no other asker. */
  get signal(): AbortSignal {
    return this.#allLeft.signal;
  }

  /**
   * Joins, and waits for the answer until the asker's own signal ends.
   *
   * @throws the reason of that signal
   */
  async wait<T>(asker: Asker, answer: () => Promise<T>): Promise<T> {
    const { caller, signal } = asker;
    signal?.throwIfAborted();
    const leave = () => this.#leave(asker);
    signal?.addEventListener('abort', leave, { once: true });
    this.#waiting.add(asker);
    const isKnown = this.#callers.has(caller);
    this.#callers.add(caller);
    if (!isKnown) this.onJoin(caller);
    try {
      return await untilAborted(signal, answer());
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  #leave(asker: Asker): void {
    this.#waiting.delete(asker);
    if (this.#waiting.size === 0) this.#allLeft.abort(asker.signal?.reason);
  }
}
