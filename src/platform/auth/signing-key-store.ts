import type { KeyObject } from 'node:crypto';
import { KEY_STORE_POLICY, type KeyStorePolicy } from './key-store-policy.js';
import type { SigningKeys } from './signing-keys.js';

/** A key, and the state of the store that it was taken from. */
export interface FoundKey {
  readonly key: KeyObject;
  readonly keySetVersion: number;
}

/**
 * One issuer's signing keys. Any number of callers cost one fetch at a time; keys that were once
 * known serve through an outage; a flood of unknown `kid`s neither reaches the issuer nor locks
 * anybody out.
 */
export class SigningKeyStore {
  #keys: SigningKeys = new Map();
  #loadedAt = -Infinity;
  #failedAt = -Infinity;
  #failure: unknown;
  #unknownKidAt = -Infinity;
  #loading: Promise<void> | undefined;
  #keySetVersion = 0;

  constructor(
    private readonly load: () => Promise<SigningKeys>,
    private readonly policy: KeyStorePolicy = KEY_STORE_POLICY,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Grows whenever the set of keys changed: whatever was verified before is to be judged anew. */
  get keySetVersion(): number {
    return this.#keySetVersion;
  }

  /** Are there keys that may be used? */
  get isReady(): boolean {
    return this.#age <= this.policy.usableFor;
  }

  /**
   * The key of that `kid`, or undefined when the issuer publishes none.
   *
   * @throws what the last load threw, when the issuer cannot be asked and it is not known
   */
  async find(kid: string): Promise<FoundKey | undefined> {
    const askedAt = this.clock();
    await this.#makeUsable();
    return this.#known(kid) ?? this.#findNewcomer(kid, askedAt);
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

  async #findNewcomer(kid: string, askedAt: number): Promise<FoundKey | undefined> {
    const isJustLoaded = this.#loadedAt >= askedAt;
    const isCoolingDown = this.clock() - this.#unknownKidAt < this.policy.unknownKidCooldown;
    if (isJustLoaded || (isCoolingDown && !this.#loading)) {
      if (isJustLoaded) this.#unknownKidAt = this.clock();
      if (this.#isFailing) throw this.#failure;
      return undefined;
    }
    this.#unknownKidAt = this.clock();
    await this.refresh();
    return this.#known(kid);
  }

  async #reload(): Promise<void> {
    try {
      const keys = await this.load();
      if (fingerprint(keys) !== fingerprint(this.#keys)) this.#keySetVersion += 1;
      this.#keys = keys;
      this.#loadedAt = this.clock();
      this.#failure = undefined;
    } catch (error) {
      this.#failedAt = this.clock();
      this.#failure = error;
      throw error;
    }
  }
}

function fingerprint(keys: SigningKeys): string {
  const lines = [...keys].map(
    ([kid, key]) => `${kid} ${key.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  );
  return lines.sort().join('\n');
}
