import { beforeEach, describe, expect, it } from '@jest/globals';
import { FairQueue } from '../../../src/platform/upstream/fair-queue.js';

let queue: FairQueue<string>;

beforeEach(() => {
  queue = new FairQueue();
});

function add(caller: string, ...calls: string[]): void {
  for (const call of calls) queue.add(caller, call);
}

function takeAll(mayHaveOne: (caller: string) => boolean = () => true): string[] {
  const calls: string[] = [];
  for (let next = queue.take(mayHaveOne); next; next = queue.take(mayHaveOne))
    calls.push(next.call);
  return calls;
}

describe('callers', () => {
  it('take turns, and each keeps the order of their own calls', () => {
    add('ada', 'a1', 'a2', 'a3', 'a4');
    add('ben', 'b1', 'b2');
    add('eve', 'e1');
    expect(takeAll()).toEqual(['a1', 'b1', 'e1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('who come later wait for one call of each other caller at most', () => {
    add('ada', 'a1', 'a2', 'a3');
    expect(queue.take(() => true)?.call).toBe('a1');
    add('ben', 'b1');
    expect(takeAll()).toEqual(['a2', 'b1', 'a3']);
  });

  it('who may have no call now are passed over and keep their turn', () => {
    add('ada', 'a1');
    add('ben', 'b1');
    expect(takeAll((caller) => caller !== 'ada')).toEqual(['b1']);
    expect(takeAll()).toEqual(['a1']);
  });
});

describe('a call of several callers', () => {
  it('goes once, in the first turn of any of them', () => {
    add('ada', 'a1', 'a2', 'shared');
    add('ben', 'shared');
    expect(takeAll()).toEqual(['a1', 'shared', 'a2']);
    expect(queue.size).toBe(0);
  });
});

describe('a call that is removed', () => {
  it('has no turn any more', () => {
    add('ada', 'a1', 'shared');
    add('ben', 'shared');
    queue.remove('shared');
    queue.remove('unknown');
    expect(queue.size).toBe(1);
    expect(takeAll()).toEqual(['a1']);
  });
});

describe('the queue', () => {
  it('knows its size and its oldest call', () => {
    expect([queue.size, queue.oldest]).toEqual([0, undefined]);
    add('ada', 'a1', 'a2');
    add('ben', 'b1');
    expect([queue.size, queue.oldest]).toEqual([3, 'a1']);
    queue.take(() => true);
    expect([queue.size, queue.oldest]).toEqual([2, 'a2']);
  });
});
