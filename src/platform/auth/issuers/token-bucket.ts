/** Allows a burst of `capacity`, and one more each `refillMs`. */
export class TokenBucket {
  #level: number;
  #updatedAt: number;

  constructor(
    private readonly capacity: number,
    private readonly refillMs: number,
    private readonly clock: () => number,
  ) {
    this.#level = capacity;
    this.#updatedAt = clock();
  }

  get isEmpty(): boolean {
    return this.#refilled() < 1;
  }

  take(): void {
    this.#level = Math.max(0, this.#refilled() - 1);
  }

  #refilled(): number {
    const now = this.clock();
    this.#level = Math.min(this.capacity, this.#level + (now - this.#updatedAt) / this.refillMs);
    this.#updatedAt = now;
    return this.#level;
  }
}
