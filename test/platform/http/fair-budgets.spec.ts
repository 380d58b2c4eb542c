import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryBudgets } from '../../../src/platform/http/rate-limit/budgets.js';
import { FairBudgets } from '../../../src/platform/http/rate-limit/fair-budgets.js';
import type { Verdict } from '../../../src/platform/http/rate-limit/sliding-window.js';

const LIMIT = 120;

describe('while the process is busy', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 1_000_000_000 }));
  afterEach(() => void jest.useRealTimers());

  const start = () => {
    const overload = { isBusy: false };
    const budgets = new FairBudgets(new MemoryBudgets(), overload);
    const take = (owner: string, cost: number) => budgets.take(owner, cost, LIMIT) as Verdict;
    return { overload, budgets, take };
  };

  it('an owner who has used an even share of its minute waits for the next five seconds', () => {
    const { overload, take } = start();
    expect(take('greedy', 60).isAllowed).toBe(true);
    overload.isBusy = true;
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
    const { overload, take } = start();
    overload.isBusy = true;
    expect([take('modest', 4), take('modest', 6)].every(({ isAllowed }) => isAllowed)).toBe(true);
    expect(take('modest', 1).isAllowed).toBe(false);
    expect(take('rare', 30).isAllowed).toBe(true);
  });

  it('what is refused costs nothing, and work that is done already counts', () => {
    const { overload, budgets, take } = start();
    overload.isBusy = true;
    budgets.charge('guilty', 50);
    expect(take('guilty', 1).isAllowed).toBe(false);
    overload.isBusy = false;
    expect(take('guilty', 1).remaining).toBe(LIMIT - 51);
  });
});
