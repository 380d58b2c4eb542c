/**
 * How much one address may have of what all share: alone one of so many parts, and less the more others
 * have, so that a few addresses together do not take everything. Choudhury and Hahne, "Dynamic queue length
 * thresholds for shared-memory packet switches" (1998).
 *
 * @param free what nothing has taken, and is not asked for now
 */
export function shareOf(free: number, parts: number): number {
  return Math.max(1, Math.ceil(free / (parts - 1)));
}
