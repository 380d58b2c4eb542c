/** Use counts half after so long. */
const HALF_LIFE_MS = 2_000;
/** What a stranger counts as having used: a wave of them does not go before the others. */
const STRANGER_MS = 10;
/** What each piece of work counts that waits: who asks for most at once is not first. */
const PIECE_MS = 1;
/** Milliseconds that are as good as none. */
const NEGLIGIBLE_MS = 0.01;

/** What one client wants done. One of both is called, once. */
export interface Work {
  readonly start: () => void;
  /** It has waited in vain. */
  readonly refuse: () => void;
}

/** A client that work comes from. */
export interface Owner {
  /** Milliseconds that its work has taken; those of long ago count less. */
  used: number;
  readonly waiting: (Work & { readonly since: number })[];
}

/** Work that has not begun yet, and which of it is next. */
export class WaitingWork {
  readonly #owners = new Map<string, Owner>();
  /** Those with work that waits, in the order in which they came. */
  readonly #queue = new Set<Owner>();

  #size = 0;

  get size(): number {
    return this.#size;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  add(
    name: string,
    { start, refuse }: Work,
    { now, isKnown }: { readonly now: number; readonly isKnown: boolean },
  ): void {
    const owner = this.#owners.get(name) ?? { used: isKnown ? 0 : STRANGER_MS, waiting: [] };
    this.#owners.set(name, owner);
    this.#size += 1;
    owner.waiting.push({ start, refuse, since: now });
    this.#queue.add(owner);
  }

  /** The oldest work of the owner who has used least, and asks for least. */
  take(): { readonly owner: Owner; readonly work: Work } | undefined {
    let owner: Owner | undefined;
    for (const one of this.#queue) if (!owner || claimOf(one) < claimOf(owner)) owner = one;
    const work = owner && this.#takeFirst(owner);
    return owner && work ? { owner, work } : undefined;
  }

  /** Some of the work that has been waiting since then or longer. */
  takeSince(time: number, maximum: number): Work[] {
    const found: Work[] = [];
    for (const owner of this.#queue) {
      if (found.length === maximum) break;
      while (found.length < maximum && (owner.waiting[0]?.since ?? Infinity) <= time) {
        const work = this.#takeFirst(owner);
        if (work) found.push(work);
      }
    }
    return found;
  }

  /** Lets use fade, and forgets who has none. */
  fade(milliseconds: number): void {
    const factor = 0.5 ** (milliseconds / HALF_LIFE_MS);
    for (const [name, owner] of this.#owners) {
      owner.used *= factor;
      if (owner.used < NEGLIGIBLE_MS && owner.waiting.length === 0) this.#owners.delete(name);
    }
  }

  #takeFirst(owner: Owner): Work | undefined {
    const work = owner.waiting.shift();
    if (work) this.#size -= 1;
    if (owner.waiting.length === 0) this.#queue.delete(owner);
    return work;
  }
}

function claimOf({ used, waiting }: Owner): number {
  return used + waiting.length * PIECE_MS;
}
