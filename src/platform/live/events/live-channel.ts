import { Injectable } from '@nestjs/common';
import { EventBus } from './event-bus.js';
import { EventQueue } from './event-queue.js';

/**
 * Events of one kind, published by a service and subscribed to by a resolver, in this process and in
 * other replicas. A feature derives a class of its own and injects it.
 *
 * An event is sent as JSON, also within one process. It reaches the subscribers of its key and no
 * other: the key says whose event it is.
 *
 * @example
 * Injectable()
 * export class OrderChanges extends LiveChannel<Order> {
 *   protected readonly name = 'orders';
 * }
 */
@Injectable()
export abstract class LiveChannel<Event extends object> {
  /** Unique among the channels, and the same in all replicas. */
  protected abstract readonly name: string;

  constructor(private readonly bus: EventBus) {}

  publish(key: string, event: Event): void {
    this.bus.publish(this.topicOf(key), JSON.stringify(event));
  }

  /** For a resolver with `@Subscription()` to return. */
  subscribe(key: string): AsyncIterableIterator<Event> {
    return new EventQueue<Event>((push) =>
      this.bus.subscribe(this.topicOf(key), (event, bytes) => push(event as Event, bytes)),
    );
  }

  private topicOf(key: string): string {
    return JSON.stringify([this.name, key]);
  }
}
