/** Gives a slot back. */
export type Release = () => void;

/** A number of slots, given in the order in which they are asked for. */
export class Slots {
  readonly #waiting = new Set<() => void>();
  #used = 0;

  constructor(private readonly size: number) {}

  get waiting(): number {
    return this.#waiting.size;
  }

  /** True while none is used or waited for. */
  get isIdle(): boolean {
    return this.#used === 0 && this.waiting === 0;
  }

  /** @throws the reason of a signal that ends before there is a slot */
  take(signal: AbortSignal): Promise<Release> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const leave = () => {
        this.#waiting.delete(give);
        reject(signal.reason as Error);
      };
      const give = () => {
        signal.removeEventListener('abort', leave);
        this.#used += 1;
        resolve(() => this.#release());
      };
      signal.addEventListener('abort', leave);
      this.#waiting.add(give);
      this.#giveNext();
    });
  }

  #release(): void {
    this.#used -= 1;
    this.#giveNext();
  }

  #giveNext(): void {
    const [next] = this.#waiting;
    if (!next || this.#used >= this.size) return;
    this.#waiting.delete(next);
    next();
  }
}

/** The slots of each caller, for calls of all kinds together. */
export class CallerSlots {
  readonly #slots = new Map<string, Slots>();

  constructor(private readonly size: number) {}

  /** @throws the reason of a signal that ends before there is a slot */
  async take(caller: string, signal: AbortSignal): Promise<Release> {
    const slots = this.#slots.get(caller) ?? new Slots(this.size);
    this.#slots.set(caller, slots);
    const forget = () => {
      if (slots.isIdle) this.#slots.delete(caller);
    };
    try {
      const release = await slots.take(signal);
      return () => {
        release();
        forget();
      };
    } catch (error) {
      forget();
      throw error;
    }
  }
}
