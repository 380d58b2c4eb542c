import { LRUCache } from 'lru-cache';

/** The requests of a client in its present window. */
export interface Count {
  readonly current: number;
  /** Milliseconds until the count starts anew. */
  readonly ttl: number;
}

interface Window {
  current: number;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** Counts requests in this process. The window of a client begins with its first request. */
export class RequestWindows {
  readonly #windows: LRUCache<string, Window>;

  /** @param maximumClients how many are counted at once; the one unseen for longest is forgotten */
  constructor(maximumClients: number) {
    this.#windows = new LRUCache({ max: maximumClients });
  }

  /** Counts a request of a client that is below its limit; otherwise counts nothing. */
  admit(client: string, max: number, windowMs: number): boolean {
    const window = this.#windowOf(client, Date.now(), windowMs);
    if (window.current >= max) return false;
    window.current += 1;
    return true;
  }

  count(client: string, windowMs: number): Count {
    const now = Date.now();
    const window = this.#windowOf(client, now, windowMs);
    window.current += 1;
    return { current: window.current, ttl: window.endsAt - now };
  }

  #windowOf(client: string, now: number, windowMs: number): Window {
    const known = this.#windows.get(client);
    if (known && known.endsAt > now) return known;
    const window = { current: 0, endsAt: now + windowMs };
    this.#windows.set(client, window);
    return window;
  }
}
