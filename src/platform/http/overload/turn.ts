/** One turn of the event loop that takes longer delays everybody who waits for it. */
const LONG_MS = 20;
/** So much of long turns may come together: a pause of the garbage collector is normal. */
const BEARABLE_MS = 100;
/** Of the time that passes: long turns that take a larger part keep the process busy. */
const BEARABLE_SHARE = 0.2;

/** Says at once, and not after the next sample, that the event loop has too much to do. */
export class Turn {
  #beganAt: number | undefined;
  #lateMs = 0;
  #endedAt = performance.now();

  /** Ask it with each piece of work: a turn begins with its first one. */
  get isBusy(): boolean {
    const now = performance.now();
    if (this.#beganAt === undefined) {
      this.#beganAt = now;
      setImmediate(() => this.#end());
    }
    return this.#lateness(now) > BEARABLE_MS;
  }

  #end(): void {
    const now = performance.now();
    this.#lateMs = this.#lateness(now);
    this.#endedAt = now;
    this.#beganAt = undefined;
  }

  /** Milliseconds of long turns that have not been made up for, the present one included. */
  #lateness(now: number): number {
    const present = now - (this.#beganAt ?? now);
    const rest = Math.max(0, this.#lateMs - (now - this.#endedAt) * BEARABLE_SHARE);
    return rest + (present > LONG_MS ? present : 0);
  }
}
