import { LRUCache } from 'lru-cache';
import { judge, SLOT_MS, SLOTS, type Verdict } from './sliding-window.js';

/** What each owner, an address or a caller, has used within the last minute. */
export abstract class Budgets {
  /** Takes the cost out of a budget that covers it; takes nothing otherwise. */
  abstract take(owner: string, cost: number, limit: number): Verdict | Promise<Verdict>;

  /** Takes the cost whether the budget covers it or not, for work that is done already. */
  abstract charge(owner: string, cost: number): void;
}

interface Usage {
  readonly counts: number[];
  /** The slot of the last count, since the epoch. */
  slot: number;
}

/** Budgets of this process. */
export class MemoryBudgets extends Budgets {
  readonly #usages: LRUCache<string, Usage>;

  /** @param maximumOwners how many are counted at once; the one unseen for longest is forgotten */
  constructor(maximumOwners = 20_000) {
    super();
    this.#usages = new LRUCache({ max: maximumOwners });
  }

  override take(owner: string, cost: number, limit: number): Verdict {
    const now = Date.now();
    const { counts } = this.#usageOf(owner, now);
    const verdict = judge(counts, cost, limit, now % SLOT_MS);
    if (verdict.isAllowed) add(counts, cost);
    return verdict;
  }

  override charge(owner: string, cost: number): void {
    add(this.#usageOf(owner, Date.now()).counts, cost);
  }

  #usageOf(owner: string, now: number): Usage {
    const slot = Math.floor(now / SLOT_MS);
    const known = this.#usages.get(owner);
    if (!known) {
      const usage = { counts: emptyWindow(), slot };
      this.#usages.set(owner, usage);
      return usage;
    }
    for (let passed = Math.min(SLOTS, slot - known.slot); passed > 0; passed -= 1) {
      known.counts.shift();
      known.counts.push(0);
    }
    known.slot = Math.max(known.slot, slot);
    return known;
  }
}

function emptyWindow(): number[] {
  return Array.from({ length: SLOTS }, () => 0);
}

function add(counts: number[], cost: number): void {
  counts[SLOTS - 1] = (counts[SLOTS - 1] ?? 0) + cost;
}
