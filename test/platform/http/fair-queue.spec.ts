import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Settings } from '../../../src/platform/config/settings.js';
import { FairQueue } from '../../../src/platform/http/overload/fair-queue.js';

const MAXIMUM_WAIT_MS = 1_000;

let time = 0;
beforeEach(() => {
  time = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => time);
});
afterEach(() => void jest.restoreAllMocks());

const spend = (milliseconds: number) => (time += milliseconds);
const turn = () => new Promise(setImmediate);

function createQueue(maxEventLoopDelayMs = MAXIMUM_WAIT_MS) {
  const queue = new FairQueue({ maxEventLoopDelayMs } as Settings);
  const begun: string[] = [];
  const refused: string[] = [];
  const ask = (client: string, costMs = 1) => {
    const start = () => {
      begun.push(client);
      spend(costMs);
    };
    if (queue.isOpenTo(client)) start();
    else queue.wait(client, { start, refuse: () => refused.push(client) });
  };
  /** All of them have been seen before. */
  const meet = (...clients: string[]) => {
    for (const client of clients) queue.isOpenTo(client);
    time += 2_000;
  };
  const untilIdle = async () => {
    for (let count = 0; count < 50; count += 1) await turn();
  };
  return { queue, begun, refused, ask, meet, untilIdle };
}

it('work begins at once in a turn that has been short, and waits in a long one', async () => {
  const { queue, begun, ask } = createQueue();
  ask('a', 4);
  ask('b', 4);
  expect(begun).toEqual(['a', 'b']);
  ask('a');
  expect(begun).toEqual(['a', 'b']);
  while (begun.length < 3) await turn();
  await turn();
  expect(queue.isOpenTo('a')).toBe(true);
});

it('a client who asks for little does not wait for one who asks for much', async () => {
  const { begun, ask, meet, untilIdle } = createQueue();
  meet('greedy', 'modest');
  await turn();
  for (let count = 0; count < 20; count += 1) ask('greedy', 6);
  while (begun.length < 3) await turn();
  ask('modest');
  const before = begun.length;
  await untilIdle();
  expect(begun.indexOf('modest')).toBe(before);
  expect(begun).toHaveLength(21);
});

it('what a client asks for begins in its order', async () => {
  const { queue, untilIdle } = createQueue();
  const begun: number[] = [];
  queue.isOpenTo('a');
  spend(6);
  for (let number = 0; number < 40; number += 1) {
    queue.wait('a', { start: () => begun.push(number), refuse: () => undefined });
  }
  await untilIdle();
  expect(begun).toEqual(Array.from({ length: 40 }, (_, number) => number));
});

it('a wave of strangers goes behind those who were there before', async () => {
  const { begun, ask, meet, untilIdle } = createQueue();
  meet('known');
  await turn();
  ask('first', 6);
  for (let count = 0; count < 10; count += 1) ask(`stranger ${count}`);
  ask('known');
  await untilIdle();
  expect(begun.slice(0, 2)).toEqual(['first', 'known']);
  expect(begun).toHaveLength(12);
});

it('a client who asks for very much at once is not first', async () => {
  const { begun, ask, meet, untilIdle } = createQueue();
  meet('greedy', 'modest');
  await turn();
  ask('first', 6);
  for (let count = 0; count < 5; count += 1) ask('greedy');
  ask('modest');
  await untilIdle();
  expect(begun.slice(0, 2)).toEqual(['first', 'modest']);
  expect(begun).toHaveLength(7);
});

it('a client is not charged for a long pause of the process', async () => {
  const { begun, ask, meet, untilIdle } = createQueue();
  meet('disturbed', 'greedy');
  await turn();
  ask('first', 6);
  ask('disturbed', 100);
  await untilIdle();
  for (let count = 0; count < 3; count += 1) ask('greedy', 6);
  await untilIdle();
  begun.length = 0;
  ask('first', 6);
  ask('greedy');
  ask('disturbed');
  await untilIdle();
  expect(begun).toEqual(['first', 'disturbed', 'greedy']);
});

it('what arrives while much waits is not behind more than a millisecond of it', async () => {
  const { begun, ask, meet, untilIdle } = createQueue();
  meet('a', 'modest');
  await turn();
  ask('first', 6);
  for (let count = 0; count < 10; count += 1) ask(`stranger ${count}`, 2);
  await turn();
  await turn();
  ask('modest');
  const before = begun.length;
  expect(before).toBeLessThan(4);
  await untilIdle();
  expect(begun[before]).toBe('modest');
});

it('use of long ago counts no more', async () => {
  const { begun, ask, meet, untilIdle } = createQueue();
  meet('a', 'b');
  await turn();
  for (let count = 0; count < 5; count += 1) ask('a', 6);
  await untilIdle();
  time += 60_000;
  ask('other', 6);
  ask('b', 6);
  await untilIdle();
  begun.length = 0;
  ask('other', 6);
  ask('b');
  ask('a');
  await untilIdle();
  expect(begun).toEqual(['other', 'a', 'b']);
});

describe('too much work', () => {
  it('is refused when it has waited for too long', async () => {
    const { begun, refused, ask, untilIdle } = createQueue();
    ask('a', 6);
    for (let count = 0; count < 300; count += 1) ask('a', 6);
    await untilIdle();
    while (begun.length + refused.length < 301) await turn();
    expect(refused.length).toBeGreaterThan(100);
    expect(time).toBeLessThan(2 * MAXIMUM_WAIT_MS);
  });

  it('makes the process busy until nothing waits', async () => {
    const { queue, ask, untilIdle } = createQueue();
    for (let count = 0; count < 3; count += 1) ask('a', 6);
    expect(queue.isBusy).toBe(false);
    time += 101;
    expect(queue.isBusy).toBe(true);
    await untilIdle();
    expect(queue.isBusy).toBe(false);
  });
});

it('0 switches it off', () => {
  const { queue, begun, ask } = createQueue(0);
  for (let count = 0; count < 100; count += 1) ask('a', 100);
  expect(begun).toHaveLength(100);
  expect(queue.isBusy).toBe(false);
});
