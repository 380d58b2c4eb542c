import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RedisEventBus } from '../../../src/platform/live/events/redis-event-bus.js';
import { LiveChannel } from '../../../src/platform/live/index.js';
import { RedisConnection } from '../../../src/platform/redis/redis-connection.js';
import { RedisServer } from '../../support/redis-server.js';

interface Order {
  readonly id: number;
}

class OrderChanges extends LiveChannel<Order> {
  protected readonly name = 'orders';
}

let redis: RedisServer;
let replicas: Replica[];

/** What one process has: a connection, a bus and a channel. */
class Replica {
  readonly connection = new RedisConnection(redis.url);
  readonly bus = new RedisEventBus(this.connection);
  readonly orders = new OrderChanges(this.bus);
  readonly received: number[] = [];

  async start(): Promise<this> {
    await this.connection.onModuleInit();
    this.bus.onModuleInit();
    void this.listen();
    return this;
  }

  async listen(): Promise<void> {
    for await (const { id } of this.orders.subscribe('a')) this.received.push(id);
  }

  close(): void {
    this.bus.onModuleDestroy();
    this.connection.onModuleDestroy();
  }
}

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  redis = await RedisServer.start();
  replicas = await Promise.all([new Replica().start(), new Replica().start()]);
  await until(() => reaches(replicas));
  for (const { received } of replicas) received.length = 0;
});
afterEach(async () => {
  for (const replica of replicas) replica.close();
  await redis.kill();
});

describe('with Redis', () => {
  it('a process that ends while commands are under way does not connect again', async () => {
    const [{ connection }] = replicas as [Replica];
    const warnings = jest.spyOn(Logger.prototype, 'warn');
    redis.freeze();
    const answer = connection.run(() => connection.client.get('a'));
    connection.onModuleDestroy();
    await expect(answer).rejects.toThrow();
    redis.thaw();
    // It is written where the connection is tried again.
    expect(warnings).not.toHaveBeenCalled();
  });

  it('an event reaches the subscribers of every replica once', async () => {
    const [one, other] = replicas as [Replica, Replica];
    for (const id of [1, 2, 3]) one.orders.publish('a', { id });
    one.orders.publish('b', { id: 4 });
    await until(() => other.received.length >= 3);
    await until(() => reaches(replicas));
    expect(one.received.filter((id) => id > 0)).toEqual([1, 2, 3]);
    expect(other.received.filter((id) => id > 0)).toEqual([1, 2, 3]);
  });

  it('subscriptions outlive an outage; what was published meanwhile stays in its process', async () => {
    const [one, other] = replicas as [Replica, Replica];
    await redis.kill();
    one.orders.publish('a', { id: 1 });
    await until(() => one.received.includes(1));
    await redis.start();
    await until(() => one.connection.isUp && other.connection.isUp);
    await until(() => reaches(replicas));
    one.orders.publish('a', { id: 2 });
    await until(() => other.received.includes(2));
    expect(one.received.filter((id) => id > 0)).toEqual([1, 2]);
    expect(other.received.filter((id) => id > 0)).toEqual([2]);
  });

  it('starts while Redis is away, and hears of events when it is back', async () => {
    await redis.kill();
    const late = await new Replica().start();
    replicas.push(late);
    late.orders.publish('a', { id: 1 });
    await until(() => late.received.includes(1));
    await redis.start();
    await until(() => reaches(replicas));
  });

  it('ignores messages that are not events', async () => {
    const [one, other] = replicas as [Replica, Replica];
    for (const message of ['', 'x', 'x\n["orders","a"]', 'x\n["orders","a"]\n{', '\n\n']) {
      await one.connection.client.publish('live:events', message);
    }
    one.orders.publish('a', { id: 1 });
    await until(() => other.received.includes(1));
  });
});

let probes = 0;

/** True when an event of each replica has reached each other one; their numbers are negative. */
async function reaches(replicas: readonly Replica[]): Promise<boolean> {
  const ids = replicas.map((replica) => {
    probes -= 1;
    replica.orders.publish('a', { id: probes });
    return probes;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  return replicas.every(({ received }) => ids.every((id) => received.includes(id)));
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}
