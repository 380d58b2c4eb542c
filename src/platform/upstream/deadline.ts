import { UpstreamError } from './upstream.error.js';

/** Around every call to an upstream, with its wait for a place and its body. */
export const DEADLINE_MS = 8_000;

/**
 * Settles with the promise, or rejects when the signal ends, whatever the promise does then: a
 * library that ignores the signal cannot keep a caller waiting.
 *
 * @throws UpstreamError when the signal ends first
 */
export function settleBefore<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new UpstreamError('did not answer in time'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
