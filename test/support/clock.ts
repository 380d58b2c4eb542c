import { jest } from '@jest/globals';

/** Moves `Date.now()` forward for what a test runs in this process; timers keep their pace. */
export function shiftClock(): { advance(milliseconds: number): void; reset(): void } {
  const realNow = Date.now.bind(Date);
  let offset = 0;
  let spy: jest.SpiedFunction<typeof Date.now> | undefined;
  return {
    advance(milliseconds) {
      offset += milliseconds;
      spy ??= jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offset);
    },
    reset() {
      offset = 0;
      spy?.mockRestore();
      spy = undefined;
    },
  };
}
