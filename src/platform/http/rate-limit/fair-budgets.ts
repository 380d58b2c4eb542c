import type { Overload } from '../overload/overload.js';
import { Budgets } from './budgets.js';
import { SLOT_MS, SLOTS, type Verdict } from './sliding-window.js';

/** Owners of one slot; above it all begin anew. */
const MAXIMUM_OWNERS = 20_000;

/**
 * Gives an owner no more than an even share of its minute while the process is busy, so that one who
 * uses a whole budget at once does not delay the others. Each process counts its own: it knows best
 * what keeps it busy.
 */
export class FairBudgets extends Budgets {
  readonly #used = new Map<string, number>();
  #slot = 0;

  constructor(
    private readonly budgets: Budgets,
    private readonly overload: Pick<Overload, 'isBusy'>,
  ) {
    super();
  }

  override take(owner: string, cost: number, limit: number): Verdict | Promise<Verdict> {
    const now = Date.now();
    const used = this.#usedBy(owner, now);
    // An owner who has asked for nothing yet may ask once, however dear it is.
    const isMoreThanShare = used > 0 && used + cost > limit / SLOTS;
    if (this.overload.isBusy && isMoreThanShare) {
      const waitMs = SLOT_MS - (now % SLOT_MS);
      return { isAllowed: false, remaining: 0, waitMs, isHeldBack: true };
    }
    this.#used.set(owner, used + cost);
    return this.budgets.take(owner, cost, limit);
  }

  override charge(owner: string, cost: number): void {
    this.#used.set(owner, this.#usedBy(owner, Date.now()) + cost);
    this.budgets.charge(owner, cost);
  }

  #usedBy(owner: string, now: number): number {
    const slot = Math.floor(now / SLOT_MS);
    if (slot !== this.#slot || this.#used.size >= MAXIMUM_OWNERS) this.#used.clear();
    this.#slot = slot;
    return this.#used.get(owner) ?? 0;
  }
}
