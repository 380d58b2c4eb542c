import { setImmediate, setTimeout as pause } from 'node:timers/promises';

/** Turns of the event loop that a call may end later than its timer, because a busy machine is late. */
const TURNS = 100;

/**
 * The outcome of a call that has to end before a timer does. Both wait in the same event loop, so a
 * busy machine delays both: only a call without an end of its own fails.
 */
export async function endsWithin<T>(milliseconds: number, call: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const tooLate = async (): Promise<never> => {
    await pause(milliseconds, undefined, { signal: ended.signal });
    for (let turn = 0; turn < TURNS; turn += 1) await setImmediate();
    throw new Error(`The call had not ended ${milliseconds} ms after it began.`);
  };
  try {
    return await Promise.race([call, tooLate()]);
  } finally {
    ended.abort();
  }
}
