import { randomUUID } from 'node:crypto';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { RedisClient, RedisConnection } from '../../redis/redis-connection.js';
import { EventBus } from './event-bus.js';

const CHANNEL = 'live:events';

/**
 * Carries events to the subscribers of all replicas by Redis' publish and subscribe. While Redis is
 * unavailable, an event reaches the subscribers of its own process only; subscriptions stay, and
 * Redis carries events again after its outage.
 */
export class RedisEventBus extends EventBus implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Live');
  /** The process has delivered its own events already when they come back. */
  readonly #origin = randomUUID();
  readonly #subscriber: RedisClient;
  #isListening = false;

  constructor(private readonly redis: RedisConnection) {
    super();
    // A connection that subscribes can do nothing else.
    this.#subscriber = redis.client.duplicate();
    // `RedisConnection` logs outages; an error event without a listener would end the process.
    this.#subscriber.on('error', () => undefined);
  }

  /** Does not wait: an unreachable Redis must not delay the start. */
  onModuleInit(): void {
    // Not before it is ready: node-redis 5 would mistake another reply for that of SUBSCRIBE.
    this.#subscriber.on('ready', () => this.#listen());
    void this.#subscriber.connect().catch(() => undefined);
  }

  onModuleDestroy(): void {
    if (this.#subscriber.isOpen) this.#subscriber.destroy();
  }

  override publish(topic: string, text: string): void {
    this.subscribers.deliver(topic, text);
    const message = `${this.#origin}\n${topic}\n${text}`;
    this.redis
      .run(() => this.redis.client.publish(CHANNEL, message))
      .catch(() => this.#logger.debug('An event did not reach the other replicas'));
  }

  /** After an outage the client subscribes again by itself. */
  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#subscriber
      .subscribe(CHANNEL, (message) => this.#receive(message))
      .catch(() => (this.#isListening = false));
  }

  #receive(message: string): void {
    const [origin, topic] = message.split('\n', 2);
    if (origin === undefined || topic === undefined || origin === this.#origin) return;
    try {
      this.subscribers.deliver(topic, message.slice(origin.length + topic.length + 2));
    } catch {
      this.#logger.warn('An event from Redis is not JSON');
    }
  }
}
