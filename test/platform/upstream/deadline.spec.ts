import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { untilAborted, withDeadline } from '../../../src/platform/upstream/deadline.js';
import { UpstreamError } from '../../../src/platform/upstream/upstream.error.js';

const never = new Promise<never>(() => undefined);

describe('a promise that settles before the signal ends', () => {
  const wait = untilAborted;

  it('gives the value of the promise, and stops listening to the signal', async () => {
    const { signal } = new AbortController();
    expect(await wait(signal, Promise.resolve(7))).toBe(7);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('fails as the promise fails, and stops listening to the signal', async () => {
    const { signal } = new AbortController();
    const failure = new Error('of the promise');
    await expect(wait(signal, Promise.reject(failure))).rejects.toBe(failure);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('a promise that never settles', () => {
  it('is given up with the reason of the signal', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(controller.signal, never);
    const reason = new Error('the client is gone');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(untilAborted(controller.signal, never)).rejects.toBe(reason);
  });

  it('did not answer in time', async () => {
    const failure = await withDeadline(1, never).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({ message: 'did not answer in time', status: undefined });
  });

  it('is given up with the error of its own deadline', async () => {
    const late = new Error('too late');
    await expect(withDeadline(1, never, () => late)).rejects.toBe(late);
  });
});

describe('within a deadline', () => {
  it('a promise settles as ever', async () => {
    const failure = new Error('of the promise');
    expect(await withDeadline(10_000, Promise.resolve(7))).toBe(7);
    await expect(withDeadline(10_000, Promise.reject(failure))).rejects.toBe(failure);
  });
});

describe('without a signal', () => {
  it('the promise is waited for as long as it takes', async () => {
    expect(await untilAborted(undefined, Promise.resolve(7))).toBe(7);
  });
});
