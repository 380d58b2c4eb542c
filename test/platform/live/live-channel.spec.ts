import { describe, expect, it } from '@jest/globals';
import { MemoryEventBus } from '../../../src/platform/live/events/event-bus.js';
import { SlowSubscriberError } from '../../../src/platform/live/events/event-queue.js';
import { LiveChannel } from '../../../src/platform/live/index.js';
import { usedHeap } from '../../support/used-heap.js';

interface Order {
  readonly id: number;
  readonly note?: string;
}

class OrderChanges extends LiveChannel<Order> {
  protected readonly name = 'orders';
}

class OtherChanges extends LiveChannel<Order> {
  protected readonly name = 'others';
}

const take = async (events: AsyncIterable<Order>, count: number): Promise<number[]> => {
  const ids: number[] = [];
  for await (const { id } of events) {
    ids.push(id);
    if (ids.length === count) break;
  }
  return ids;
};

describe('a channel', () => {
  it('delivers events in their order, from the moment of the subscription', async () => {
    const orders = new OrderChanges(new MemoryEventBus());
    orders.publish('a', { id: 0 });
    const events = orders.subscribe('a');
    for (const id of [1, 2, 3]) orders.publish('a', { id });
    expect(await take(events, 3)).toEqual([1, 2, 3]);
  });

  it('delivers an event to those who wait for it already', async () => {
    const orders = new OrderChanges(new MemoryEventBus());
    const events = orders.subscribe('a');
    const waiting = [events.next(), events.next()];
    orders.publish('a', { id: 1 });
    orders.publish('a', { id: 2 });
    expect((await Promise.all(waiting)).map(({ value }) => (value as Order).id)).toEqual([1, 2]);
  });

  it.each(['b', '', 'A', 'a ', '["orders","a"]', 'a\nb', '__proto__'])(
    'keeps the events of one key from the subscribers of another: %j',
    async (key) => {
      const bus = new MemoryEventBus();
      const [orders, others] = [new OrderChanges(bus), new OtherChanges(bus)];
      const events = orders.subscribe('a');
      orders.publish(key, { id: 1 });
      others.publish('a', { id: 2 });
      orders.publish('a', { id: 3 });
      expect(await take(events, 1)).toEqual([3]);
    },
  );

  it('delivers what JSON makes of an event, as another replica would', async () => {
    const orders = new OrderChanges(new MemoryEventBus());
    const events = orders.subscribe('a');
    const order = { id: 1, at: new Date(0), gone: undefined };
    orders.publish('a', order);
    order.id = 2;
    const { value } = await events.next();
    expect(value).toEqual({ id: 1, at: '1970-01-01T00:00:00.000Z' });
  });

  it('delivers an event for one beside an event for very many', async () => {
    const bus = new MemoryEventBus();
    const received: string[] = [];
    for (let count = 0; count < 1_000; count += 1)
      bus.subscribe('many', () => received.push('many'));
    bus.subscribe('one', () => received.push('one'));
    for (const topic of ['many', 'many', 'one']) bus.publish(topic, '{}');
    while (received.length < 2_001) await new Promise(setImmediate);
    expect(received.indexOf('one')).toBeLessThan(20);
  });

  it('delivers one event to very many without blocking', async () => {
    const orders = new OrderChanges(new MemoryEventBus());
    const subscribers = Array.from({ length: 1_000 }, () => orders.subscribe('a'));
    const received = Promise.all(subscribers.map((events) => take(events, 3)));
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    for (const id of [1, 2, 3]) orders.publish('a', { id });
    expect(new Set((await received).map(String))).toEqual(new Set(['1,2,3']));
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('a subscription', () => {
  it('ends when it is returned, and a waiting next() with it', async () => {
    const bus = new MemoryEventBus();
    const events = new OrderChanges(bus).subscribe('a');
    const waiting = events.next();
    expect(bus.size).toBe(1);
    await events.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(await events.next()).toEqual({ value: undefined, done: true });
    expect(bus.size).toBe(0);
  });

  it.each<[string, (orders: OrderChanges) => void]>([
    [
      'many events',
      (orders) => {
        for (let id = 0; id < 1_001; id += 1) orders.publish('a', { id });
      },
    ],
    [
      'large events',
      (orders) => {
        for (let id = 0; id < 11; id += 1) orders.publish('a', { id, note: 'x'.repeat(100_000) });
      },
    ],
  ])('that does not take its events fails and lets go of them: %s', async (_, publish) => {
    const bus = new MemoryEventBus();
    const orders = new OrderChanges(bus);
    const events = orders.subscribe('a');
    publish(orders);
    await new Promise((resolve) => setImmediate(resolve));
    expect(bus.size).toBe(0);
    await expect(events.next()).rejects.toThrow(SlowSubscriberError);
    expect(await events.next()).toEqual({ value: undefined, done: true });
  });

  it('leaves nothing behind: 10,000 of them', async () => {
    const bus = new MemoryEventBus();
    const orders = new OrderChanges(bus);
    const cycle = async (times: number) => {
      for (let index = 0; index < times; index += 1) {
        const events = orders.subscribe(`key ${index % 10}`);
        const waiting = events.next();
        orders.publish(`key ${index % 10}`, { id: index, note: 'x'.repeat(1_000) });
        await waiting;
        await events.return?.();
      }
    };
    await cycle(1_000);
    const before = usedHeap();
    await cycle(10_000);
    expect(bus.size).toBe(0);
    // One event each would be 10 MB.
    expect(usedHeap() - before).toBeLessThan(2_000_000);
  });
});
