import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RequestWindows } from '../../../src/platform/http/request-windows.js';

const WINDOW_MS = 60_000;

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['performance'] }));
afterEach(() => void jest.useRealTimers());

describe('the requests of a client', () => {
  it('are admitted up to its limit, and those that are not do not count', () => {
    const windows = new RequestWindows(10);
    const admitted = Array.from({ length: 5 }, () => windows.admit('a', 3, WINDOW_MS));
    expect(admitted).toEqual([true, true, true, false, false]);
    expect(windows.count('a', WINDOW_MS)).toEqual({ current: 4, ttl: WINDOW_MS });
    expect(windows.admit('b', 3, WINDOW_MS)).toBe(true);
  });

  it('are counted anew when the window that began with the first one is over', () => {
    const windows = new RequestWindows(10);
    windows.admit('a', 1, WINDOW_MS);
    jest.advanceTimersByTime(WINDOW_MS - 1);
    expect(windows.admit('a', 1, WINDOW_MS)).toBe(false);
    expect(windows.count('a', WINDOW_MS).ttl).toBe(1);
    jest.advanceTimersByTime(1);
    expect(windows.admit('a', 1, WINDOW_MS)).toBe(true);
  });

  it('are forgotten when too many others came since: the memory is bounded', () => {
    const windows = new RequestWindows(2);
    windows.admit('a', 1, WINDOW_MS);
    windows.admit('b', 1, WINDOW_MS);
    expect(windows.admit('a', 1, WINDOW_MS)).toBe(false);
    windows.admit('c', 1, WINDOW_MS);
    expect(windows.admit('a', 1, WINDOW_MS)).toBe(false);
    expect(windows.admit('b', 1, WINDOW_MS)).toBe(true);
  });
});
