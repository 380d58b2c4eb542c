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
  /** By topic. Each topic has its turn, so that an event for very many does not delay those of others. */
  readonly #deliveries = new Map<string, Delivery[]>();
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
    const delivery = { event, bytes: text.length, listeners: [...listeners], next: 0 };
    const waiting = this.#deliveries.get(topic);
    if (waiting) waiting.push(delivery);
    else this.#deliveries.set(topic, [delivery]);
    if (!this.#isScheduled) this.#deliverSlice();
  }

  #deliverSlice(): void {
    this.#isScheduled = false;
    for (let count = 0; count < SLICE; count += 1) {
      const [next] = this.#deliveries;
      if (!next) return;
      this.#deliverOne(...next);
    }
    if (this.#deliveries.size === 0) return;
    this.#isScheduled = true;
    setImmediate(() => this.#deliverSlice());
  }

  #deliverOne(topic: string, waiting: Delivery[]): void {
    this.#deliveries.delete(topic);
    const [delivery] = waiting;
    if (!delivery) return;
    const { event, bytes, listeners, next } = delivery;
    delivery.next += 1;
    if (delivery.next >= listeners.length) waiting.shift();
    if (waiting.length > 0) this.#deliveries.set(topic, waiting);
    listeners[next]?.(event, bytes);
  }
}
