/** How many upstream calls each caller has under way, of all kinds together. */
export class CallerAllowance {
  readonly #running = new Map<string, number>();
  readonly #listeners: (() => void)[] = [];

  constructor(private readonly maximum: number) {}

  has(caller: string): boolean {
    return (this.#running.get(caller) ?? 0) < this.maximum;
  }

  take(caller: string): void {
    this.#running.set(caller, (this.#running.get(caller) ?? 0) + 1);
  }

  giveBack(caller: string): void {
    const left = (this.#running.get(caller) ?? 0) - 1;
    if (left > 0) this.#running.set(caller, left);
    else this.#running.delete(caller);
    for (const listener of this.#listeners) listener();
  }

  onGivenBack(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
