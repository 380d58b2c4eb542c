/** Leaves an upstream alone for as long as it asks for, then lets one probe through at a time. */
export class CircuitBreaker {
  #isOpen = false;
  #isProbing = false;
  #openUntil = -Infinity;

  constructor(protected readonly clock: () => number = () => performance.now()) {}

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Seconds to wait before a call may be made; 0 when one may be made now. */
  get waitSeconds(): number {
    if (!this.#isOpen) return 0;
    const milliseconds = this.#openUntil - this.clock();
    return milliseconds > 0 ? Math.ceil(milliseconds / 1000) : this.#isProbing ? 1 : 0;
  }

  /** True while open, and for that long after the pause ends. */
  wasOpenWithin(milliseconds: number): boolean {
    return this.clock() - this.#openUntil < milliseconds;
  }

  /** Comes before each call. Returns true when this call is the probe. */
  enter(): boolean {
    this.#isProbing = this.#isOpen;
    return this.#isProbing;
  }

  /** The probe says nothing about the upstream: another call may be the next one. */
  endProbe(): void {
    this.#isProbing = false;
  }

  open(seconds: number): void {
    this.#isOpen = true;
    this.#isProbing = false;
    this.#openUntil = Math.max(this.#openUntil, this.clock() + seconds * 1000);
  }

  close(): void {
    this.#isOpen = false;
    this.#isProbing = false;
  }
}
