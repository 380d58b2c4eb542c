import { Subscribers, type Listener } from './subscribers.js';

/**
 * Carries events to the subscribers of their topic. At most once: an event is delivered to those who
 * are subscribed when it is published, and is stored nowhere.
 */
export abstract class EventBus {
  protected readonly subscribers = new Subscribers();

  /** How many subscriptions this process has. */
  get size(): number {
    return this.subscribers.size;
  }

  /** @param text JSON */
  abstract publish(topic: string, text: string): void;

  /** @returns how to unsubscribe */
  subscribe(topic: string, listener: Listener): () => void {
    return this.subscribers.add(topic, listener);
  }
}

/** For one process alone. */
export class MemoryEventBus extends EventBus {
  override publish(topic: string, text: string): void {
    this.subscribers.deliver(topic, text);
  }
}
