import type { Caller } from '../caller.js';
import { issuerKey } from '../issuers/issuer-key.js';
import type { AccessChange } from './access-change.js';
import { IssuerEntries, type Moments, type Revocation } from './issuer-entries.js';

/** Of all issuers together. Suspended accounts are beside it: none of them is ever forgotten. */
const MAXIMUM_ENTRIES = 100_000;
const LIFETIME_SECONDS = 31 * 24 * 60 * 60;

/** Revoked tokens and suspended accounts, in memory: asking costs a few look-ups and no query. */
export class RevocationList {
  readonly #issuers = new Map<string, IssuerEntries>();
  #forgotten = 0;

  /** @param keyOf the key of an issuer by its name: all custom domains of a tenant are one */
  constructor(
    private readonly now = () => Date.now() / 1000,
    private readonly maximum = MAXIMUM_ENTRIES,
    private readonly keyOf = issuerKey,
  ) {}

  get size(): number {
    let size = this.#revoked;
    for (const { suspended } of this.#issuers.values()) size += suspended.size;
    return size;
  }

  /** How many entries were given up because there were too many. */
  get forgotten(): number {
    return this.#forgotten;
  }

  apply(change: AccessChange): void {
    const key = this.keyOf(change.issuer);
    const entries = this.#issuers.get(key) ?? new IssuerEntries();
    this.#issuers.set(key, entries);
    entries.apply(change, Math.floor(this.now()));
    while (this.#revoked > this.maximum) this.#forgetOldest();
  }

  find(caller: Pick<Caller, 'claims' | 'subject'>): Revocation | undefined {
    if (this.#issuers.size === 0) return undefined;
    return this.#issuers.get(this.keyOf(String(caller.claims.iss)))?.find(caller);
  }

  /** Forgets the entries that no token can be subject to any more: it would have expired. */
  prune(): void {
    const oldest = this.now() - LIFETIME_SECONDS;
    for (const map of [...this.#sessions, ...this.#others]) {
      for (const [key, moment] of map) if (moment < oldest) map.delete(key);
    }
  }

  get #revoked(): number {
    let size = 0;
    for (const { revoked } of this.#issuers.values()) size += revoked;
    return size;
  }

  get #sessions(): Moments[] {
    return [...this.#issuers.values()].flatMap(({ sessions, signedOutWithoutSession }) => [
      sessions,
      signedOutWithoutSession,
    ]);
  }

  get #others(): Moments[] {
    return [...this.#issuers.values()].flatMap(({ signedOut, tokens }) => [signedOut, tokens]);
  }

  /**
   * Ended sessions go first: a user makes one with each logout, as many as they like. They must not
   * push out what was signed out, of which there is one for each user.
   */
  #forgetOldest(): void {
    // Many at once: finding the first entry of a map is slow where others before it were deleted.
    const count = Math.ceil(this.maximum / 100);
    const sessions = this.#sessions.flatMap((map) => firstOf(map, count));
    const others = () => this.#others.flatMap((map) => firstOf(map, count));
    const oldest = (sessions.length > 0 ? sessions : others())
      .sort((one, other) => one.moment - other.moment)
      .slice(0, count);
    for (const { map, key } of oldest) map.delete(key);
    this.#forgotten += oldest.length;
  }
}

interface Candidate {
  readonly map: Moments;
  readonly key: string;
  readonly moment: number;
}

function firstOf(map: Moments, count: number): Candidate[] {
  const found: Candidate[] = [];
  for (const [key, moment] of map) {
    if (found.length === count) break;
    found.push({ map, key, moment });
  }
  return found;
}
