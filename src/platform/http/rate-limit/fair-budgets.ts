import type { FairQueue } from '../overload/fair-queue.js';
import { OverloadedException } from '../overload/overloaded.exception.js';
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
    private readonly queue: Pick<FairQueue, 'isBusy' | 'isOpenTo' | 'wait'>,
  ) {
    super();
  }

  override take(owner: string, cost: number, limit: number): Verdict | Promise<Verdict> {
    const now = Date.now();
    const used = this.#usedBy(owner, now);
    // An owner who has asked for nothing yet may ask once, however dear it is.
    const isMoreThanShare = used > 0 && used + cost > limit / SLOTS;
    if (this.queue.isBusy && isMoreThanShare) {
      const waitMs = SLOT_MS - (now % SLOT_MS);
      return { isAllowed: false, remaining: 0, waitMs, isHeldBack: true };
    }
    this.#used.set(owner, used + cost);
    const verdict = this.budgets.take(owner, cost, limit);
    return verdict instanceof Promise ? verdict.then((one) => this.#inTurn(owner, one)) : verdict;
  }

  override charge(owner: string, cost: number): void {
    this.#used.set(owner, this.#usedBy(owner, Date.now()) + cost);
    this.budgets.charge(owner, cost);
  }

  /** An answer of Redis comes outside of all turns, and what it allows is the dear part. */
  #inTurn(owner: string, verdict: Verdict): Verdict | Promise<Verdict> {
    if (this.queue.isOpenTo(owner)) return verdict;
    return new Promise((resolve, reject) => {
      const refuse = () => reject(new OverloadedException());
      this.queue.wait(owner, { start: () => resolve(verdict), refuse });
    });
  }

  #usedBy(owner: string, now: number): number {
    const slot = Math.floor(now / SLOT_MS);
    if (slot !== this.#slot || this.#used.size >= MAXIMUM_OWNERS) this.#used.clear();
    this.#slot = slot;
    return this.#used.get(owner) ?? 0;
  }
}
