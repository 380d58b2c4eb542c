import { setImmediate } from 'node:timers';

/** Deliveries in one turn of the event loop, so that one event for many does not block requests. */
const SLICE = 10;

/** @param bytes the size of the event as text */
export type Listener = (event: unknown, bytes: number) => void;

interface Delivery {
  readonly event: unknown;
  readonly bytes: number;
  readonly listeners: readonly Listener[];
  next: number;
}

/** The subscribers of this process, by topic. Each one receives the events in the order they came. */
export class Subscribers {
  readonly #topics = new Map<string, Set<Listener>>();
  readonly #deliveries: Delivery[] = [];
  #isScheduled = false;

  /** How many there are, of all topics. */
  get size(): number {
    let size = 0;
    for (const listeners of this.#topics.values()) size += listeners.size;
    return size;
  }

  /** @returns how to unsubscribe */
  add(topic: string, listener: Listener): () => void {
    const listeners = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#topics.get(topic) === listeners) this.#topics.delete(topic);
    };
  }

  /** @param text JSON */
  deliver(topic: string, text: string): void {
    const listeners = this.#topics.get(topic);
    if (!listeners) return;
    const event: unknown = JSON.parse(text);
    this.#deliveries.push({ event, bytes: text.length, listeners: [...listeners], next: 0 });
    if (!this.#isScheduled) this.#deliverSlice();
  }

  #deliverSlice(): void {
    this.#isScheduled = false;
    for (let count = 0; count < SLICE; count += 1) {
      const delivery = this.#deliveries[0];
      if (!delivery) return;
      const { event, bytes, listeners } = delivery;
      listeners[delivery.next]?.(event, bytes);
      delivery.next += 1;
      if (delivery.next >= listeners.length) this.#deliveries.shift();
    }
    if (this.#deliveries.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => this.#deliverSlice());
  }
}
