import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryBudgets } from '../../../src/platform/http/rate-limit/budgets.js';
import { FairBudgets } from '../../../src/platform/http/rate-limit/fair-budgets.js';
import { OverloadedException } from '../../../src/platform/http/overload/overloaded.exception.js';
import type { Work } from '../../../src/platform/http/overload/waiting-work.js';
import type { Verdict } from '../../../src/platform/http/rate-limit/sliding-window.js';

const LIMIT = 120;

describe('while the process is busy', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 1_000_000_000 }));
  afterEach(() => void jest.useRealTimers());

  const start = () => {
    const queue = { isBusy: false, isOpenTo: () => true, wait: () => undefined };
    const budgets = new FairBudgets(new MemoryBudgets(), queue);
    const take = (owner: string, cost: number) => budgets.take(owner, cost, LIMIT) as Verdict;
    return { queue, budgets, take };
  };

  it('an owner who has used an even share of its minute waits for the next five seconds', () => {
    const { queue, take } = start();
    expect(take('greedy', 60).isAllowed).toBe(true);
    queue.isBusy = true;
    jest.advanceTimersByTime(2_000);
    expect(take('greedy', 1)).toEqual({
      isAllowed: false,
      remaining: 0,
      waitMs: 3_000,
      isHeldBack: true,
    });
    jest.advanceTimersByTime(3_000);
    expect(take('greedy', 1).isAllowed).toBe(true);
  });

  it('others have their share, and a first operation may be dearer than it', () => {
    const { queue, take } = start();
    queue.isBusy = true;
    expect([take('modest', 4), take('modest', 6)].every(({ isAllowed }) => isAllowed)).toBe(true);
    expect(take('modest', 1).isAllowed).toBe(false);
    expect(take('rare', 30).isAllowed).toBe(true);
  });

  it('what is refused costs nothing, and work that is done already counts', () => {
    const { queue, budgets, take } = start();
    queue.isBusy = true;
    budgets.charge('guilty', 50);
    expect(take('guilty', 1).isAllowed).toBe(false);
    queue.isBusy = false;
    expect(take('guilty', 1).remaining).toBe(LIMIT - 51);
  });
});

describe('what another process has counted', () => {
  class DistantBudgets extends MemoryBudgets {
    override take(...args: Parameters<MemoryBudgets['take']>): Verdict {
      return Promise.resolve(super.take(...args)) as unknown as Verdict;
    }
  }
  const start = (isOpen: boolean) => {
    const waiting: Work[] = [];
    const queue = {
      isBusy: false,
      isOpenTo: () => isOpen,
      wait: (_: string, work: Work) => void waiting.push(work),
    };
    const verdict = new FairBudgets(new DistantBudgets(), queue).take('owner', 1, LIMIT);
    return { waiting, verdict };
  };

  it('lets work go on at once where nothing waits', async () => {
    expect(await start(true).verdict).toMatchObject({ isAllowed: true });
  });

  it('lets it go on in its turn otherwise', async () => {
    const { waiting, verdict } = start(false);
    let isDone = false;
    void Promise.resolve(verdict).then(() => (isDone = true));
    await new Promise(setImmediate);
    expect([waiting.length, isDone]).toEqual([1, false]);
    waiting[0]?.start();
    expect(await verdict).toMatchObject({ isAllowed: true, remaining: LIMIT - 1 });
  });

  it('is answered 503 where that does not come', async () => {
    const { waiting, verdict } = start(false);
    await new Promise(setImmediate);
    waiting[0]?.refuse();
    await expect(verdict).rejects.toThrow(OverloadedException);
  });
});
