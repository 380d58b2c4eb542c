import { UpstreamError } from './upstream.error.js';

/**
 * Settles with the promise, or rejects with the signal's reason when that ends first: a library that
 * ignores the signal cannot keep a caller waiting.
 */
export function untilAborted<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.finally(() => signal.removeEventListener('abort', giveUp)).then(resolve, reject);
  });
}

/**
 * Settles with the promise, or rejects when the time is over; the work itself goes on.
 *
 * @param isLate makes the error, an `UpstreamError` by default
 */
export function withDeadline<T>(
  milliseconds: number,
  promise: Promise<T>,
  isLate: () => Error = () => new UpstreamError('did not answer in time'),
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(isLate()), milliseconds);
    promise.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
