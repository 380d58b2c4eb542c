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
 * The same for the deadline of a call.
 *
 * @throws UpstreamError when the signal ends first
 */
export function settleBefore<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return untilAborted(signal, promise).catch((error: unknown) => {
    throw signal.aborted && error === signal.reason
      ? new UpstreamError('did not answer in time')
      : error;
  });
}
