import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryBudgets } from '../../../src/platform/http/rate-limit/budgets.js';
import { clientOf } from '../../../src/platform/http/rate-limit/client-address.js';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['performance'], now: 1_000_000_000 }));
afterEach(() => void jest.useRealTimers());

describe('a budget of a minute', () => {
  it('covers costs up to its limit, and a refused cost is not counted', () => {
    const budgets = new MemoryBudgets();
    const verdicts = [2, 9, 3, 5, 1].map((cost) => budgets.take('a', cost, 10));
    expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, false, true, true, false]);
    expect(verdicts.map(({ remaining }) => remaining)).toEqual([8, 8, 5, 0, 0]);
    expect(budgets.take('b', 10, 10).isAllowed).toBe(true);
  });

  it('gives back what was used a minute ago, and says when', () => {
    const budgets = new MemoryBudgets();
    budgets.take('a', 4, 10);
    jest.advanceTimersByTime(20_000);
    budgets.take('a', 6, 10);
    expect(budgets.take('a', 3, 10).waitMs).toBe(40_000);
    expect(budgets.take('a', 5, 10).waitMs).toBe(60_000);
    jest.advanceTimersByTime(39_999);
    expect(budgets.take('a', 3, 10).isAllowed).toBe(false);
    jest.advanceTimersByTime(1);
    expect(budgets.take('a', 5, 10).isAllowed).toBe(false);
    expect(budgets.take('a', 4, 10).isAllowed).toBe(true);
  });

  it('never admits more than its limit within 55 s, however the requests are spread', () => {
    const budgets = new MemoryBudgets();
    const admitted: number[] = [];
    for (let second = 0; second < 300; second += 1) {
      for (let count = 0; count < 3; count += 1) {
        if (budgets.take('a', 1, 50).isAllowed) admitted.push(second);
      }
      jest.advanceTimersByTime(1000);
    }
    const most = Math.max(
      ...admitted.map((from) => admitted.filter((at) => at >= from && at < from + 55).length),
    );
    expect(most).toBe(50);
  });

  it('is overdrawn by work that is done already', () => {
    const budgets = new MemoryBudgets();
    budgets.charge('a', 25);
    expect(budgets.take('a', 1, 10)).toEqual({ isAllowed: false, remaining: 0, waitMs: 60_000 });
  });

  it('is kept where the clock is set back', () => {
    const budgets = new MemoryBudgets();
    budgets.take('a', 10, 10);
    jest.setSystemTime(0);
    expect(budgets.take('a', 1, 10).isAllowed).toBe(false);
  });

  it('is forgotten when too many others came since: the memory is bounded', () => {
    const budgets = new MemoryBudgets(2);
    for (const owner of ['a', 'b', 'a', 'c']) budgets.take(owner, 1, 1);
    expect(budgets.take('a', 1, 1).isAllowed).toBe(false);
    expect(budgets.take('b', 1, 1).isAllowed).toBe(true);
  });
});

describe('the client behind an address', () => {
  it.each([
    ['203.0.113.5', '203.0.113.5'],
    ['::ffff:203.0.113.5', '203.0.113.5'],
    ['::FFFF:cb00:7105', '203.0.113.5'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['Unknown', 'unknown'],
  ])('%s is %s', (address, client) => {
    expect(clientOf(address)).toBe(client);
  });

  it('has a name of bounded size', () => {
    expect(clientOf('x'.repeat(10_000))).toHaveLength(64);
  });
});
