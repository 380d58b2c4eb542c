/** Counts belong to a slot; the present slot and those before it make up at most one minute. */
export const SLOT_MS = 5_000;
export const SLOTS = 12;

/** Whether a budget covers a cost, and what is left of it. */
export interface Verdict {
  readonly isAllowed: boolean;
  /** The rest of the budget, the cost deducted where it was allowed. */
  readonly remaining: number;
  /** Milliseconds until there is enough again; where it was allowed, until more comes back. */
  readonly waitMs: number;
  /** The budget would cover it; the process is busy. */
  readonly isHeldBack?: true;
}

/**
 * Judges a cost by what was counted in the slots of a window, the present one last. The cost itself
 * is not among the counts.
 *
 * @param elapsedMs since the present slot began
 */
export function judge(
  counts: readonly number[],
  cost: number,
  limit: number,
  elapsedMs: number,
): Verdict {
  const used = counts.reduce((sum, count) => sum + count, 0);
  const isAllowed = used + cost <= limit;
  const remaining = Math.max(0, limit - used - (isAllowed ? cost : 0));
  const needed = isAllowed ? 1 : used + cost - limit;
  return { isAllowed, remaining, waitMs: waitFor(needed, counts) - elapsedMs };
}

/** Milliseconds, from the beginning of the present slot, until so much has left the window. */
function waitFor(needed: number, counts: readonly number[]): number {
  let freed = 0;
  const index = counts.findIndex((count) => (freed += count) >= needed);
  return (index === -1 ? SLOTS : index + 1) * SLOT_MS;
}
