import { pbkdf2Sync } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const ATTEMPTS = 6;
/** About 50 ms of work on a machine without other load. */
const CONTROL_ROUNDS = 270_000;

/** How long a call blocked the event loop, beside a fixed piece of work at the same moment. */
export interface Blocking<T> {
  readonly answer: T;
  readonly blockedMs: number;
  readonly controlMs: number;
}

/** The shortest control of this process. */
let bestControlMs = 0;

/**
 * Measures the longest pause of the event loop during a call, and that of a fixed piece of work
 * before and after it. A busy machine slows both, so a test compares them with each other; a call
 * is repeated until it blocks for less than the control does, as other processes interrupt either.
 */
export async function measureBlocking<T>(call: () => Promise<T>): Promise<Blocking<T>> {
  for (let attempt = 1; ; attempt += 1) {
    const before = attempt === 1 ? bestControlMs : await measureControl();
    const { answer, blockedMs } = await observe(call);
    const isClear = blockedMs < bestControlMs / 3;
    const controlMs = isClear
      ? bestControlMs
      : Math.min(before || Infinity, await measureControl());
    if (blockedMs < controlMs || attempt === ATTEMPTS) return { answer, blockedMs, controlMs };
  }
}

async function measureControl(): Promise<number> {
  const { blockedMs } = await observe(async () => {
    await pause();
    pbkdf2Sync('control', 'salt', CONTROL_ROUNDS, 32, 'sha256');
  });
  bestControlMs = Math.min(bestControlMs || Infinity, blockedMs);
  return blockedMs;
}

async function observe<T>(call: () => Promise<T>): Promise<{ answer: T; blockedMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const answer = await call();
  // The histogram records a pause when its timer fires next.
  await pause();
  delay.disable();
  return { answer, blockedMs: delay.max / 1e6 };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}
