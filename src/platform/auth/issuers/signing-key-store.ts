import type { KeyObject } from 'node:crypto';
import { KEY_STORE_POLICY, type KeyStorePolicy } from './key-store-policy.js';
import { fingerprint, type SigningKeys } from './signing-keys.js';
import { TokenBucket } from './token-bucket.js';

/** A key, and the state of the store that it was taken from. */
export interface FoundKey {
  readonly key: KeyObject;
  readonly keySetVersion: number;
}

/**
 * One issuer's signing keys. Any number of callers cost one fetch at a time, and known keys serve
 * through an outage. Unknown `kid`s share a bucket of fetches: a flood of them hardly reaches the
 * issuer, delays no known key, and delays a fresh one by a refill at most.
 */
export class SigningKeyStore {
  #keys: SigningKeys = new Map();
  #loadedAt = -Infinity;
  #loads = 0;
  #failedAt = -Infinity;
  #failure: unknown;
  #loading: Promise<void> | undefined;
  #keySetVersion = 0;
  readonly #unknownKids: TokenBucket;

  constructor(
    private readonly load: () => Promise<SigningKeys>,
    private readonly policy: KeyStorePolicy = KEY_STORE_POLICY,
    private readonly clock: () => number = () => performance.now(),
  ) {
    const { unknownKidBurst, unknownKidRefill } = policy;
    this.#unknownKids = new TokenBucket(unknownKidBurst, unknownKidRefill, clock);
  }

  /** Grows whenever the set of keys changes: what was verified before is then judged anew. */
  get keySetVersion(): number {
    return this.#keySetVersion;
  }

  /** True while there are keys that may be used. */
  get isReady(): boolean {
    return this.#age <= this.policy.usableFor;
  }

  /**
   * The key of that `kid`, or undefined when the issuer publishes none.
   *
   * @throws what the last load threw, when the issuer cannot be asked and it is not known
   */
  async find(kid: string): Promise<FoundKey | undefined> {
    const loadsBefore = this.#loads;
    await this.#makeUsable();
    return this.#known(kid) ?? this.#findNewcomer(kid, this.#loads > loadsBefore);
  }

  /** Fetches the keys now. */
  refresh(): Promise<void> {
    if (this.#loading) return this.#loading;
    if (this.#isFailing && this.clock() - this.#failedAt < this.policy.failureCooldown) {
      return Promise.reject(this.#failure);
    }
    this.#loading = this.#reload().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  get #age(): number {
    return this.clock() - this.#loadedAt;
  }

  get #isFailing(): boolean {
    return this.#failure !== undefined;
  }

  async #makeUsable(): Promise<void> {
    const age = this.#age;
    if (age <= this.policy.refreshAfter) return;
    if (age > this.policy.usableFor) return this.refresh();
    const isToBeAwaited = age > this.policy.trustedFor && !this.#isFailing;
    const refresh = this.refresh().catch(() => undefined);
    if (isToBeAwaited) await refresh;
  }

  #known(kid: string): FoundKey | undefined {
    const key = this.#keys.get(kid);
    return key && { key, keySetVersion: this.#keySetVersion };
  }

  /** A failed fetch takes nothing from the bucket, and callers who join one under way neither. */
  async #findNewcomer(kid: string, isJustLoaded: boolean): Promise<FoundKey | undefined> {
    const isFetchAllowed = this.#loading !== undefined || !this.#unknownKids.isEmpty;
    if (isJustLoaded || !isFetchAllowed) {
      if (this.#isFailing) throw this.#failure;
      return undefined;
    }
    if (this.#loading) await this.#loading;
    else {
      await this.refresh();
      this.#unknownKids.take();
    }
    return this.#known(kid);
  }

  async #reload(): Promise<void> {
    try {
      const keys = await this.load();
      if (fingerprint(keys) !== fingerprint(this.#keys)) this.#keySetVersion += 1;
      this.#keys = keys;
      this.#loadedAt = this.clock();
      this.#loads += 1;
      this.#failure = undefined;
    } catch (error) {
      this.#failedAt = this.clock();
      this.#failure = error;
      throw error;
    }
  }
}
