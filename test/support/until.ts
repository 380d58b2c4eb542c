import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 50;

/** Polls until the condition holds. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  limitMs = 60_000,
): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`Still not so: ${what}`);
    await pause(POLL_MS);
  }
}
