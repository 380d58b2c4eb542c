import { createHmac } from 'node:crypto';

const SLOT_MS = 150_000;

/**
 * Nonces that any process with the same secret can check without storing them (RFC 9449, section 8).
 * Each belongs to a slot of time, and is good until the next slot has ended: for 2.5 to 5 minutes.
 */
export class Nonces {
  readonly #known = new Map<number, string>();

  constructor(private readonly secret: string) {}

  /** The nonce that clients are given now. */
  get current(): string {
    return this.#nonceOf(currentSlot());
  }

  /**
   * When a nonce ceases to be good, in milliseconds since the epoch; undefined where it is not one
   * that is good now. The clock of another replica may be ahead, which has its next slot already.
   */
  endOf(nonce: unknown): number | undefined {
    const current = currentSlot();
    const slot = [current, current - 1, current + 1].find((one) => this.#nonceOf(one) === nonce);
    return slot === undefined ? undefined : (slot + 2) * SLOT_MS;
  }

  #nonceOf(slot: number): string {
    const known = this.#known.get(slot);
    if (known !== undefined) return known;
    const nonce = createHmac('sha256', this.secret)
      .update(`dpop-nonce ${slot}`)
      .digest('base64url');
    for (const old of this.#known.keys()) if (Math.abs(old - slot) > 2) this.#known.delete(old);
    this.#known.set(slot, nonce);
    return nonce;
  }
}

function currentSlot(): number {
  return Math.floor(Date.now() / SLOT_MS);
}
