import { Logger } from '@nestjs/common';
import type { IssuerSettings } from '../config/settings.js';
import { UnavailableException } from '../upstream/unavailable.exception.js';
import { UpstreamError } from '../upstream/upstream.error.js';
import { keyRefreshes } from './auth.metrics.js';
import { discoverIssuer, guessMetadata, type IssuerMetadata } from './issuer-metadata.js';
import { KEY_STORE_POLICY, type KeyStorePolicy } from './key-store-policy.js';
import { SigningKeyStore, type FoundKey } from './signing-key-store.js';
import { fetchSigningKeys, type SigningKeys } from './signing-keys.js';

/** Discovery and keys together, bodies included. */
const DEADLINE_MS = 5_000;
const METADATA_FRESH_MS = 60 * 60_000;

/** Other times than those of production, for tests. */
export interface TrustedIssuerTiming {
  readonly policy?: KeyStorePolicy;
  readonly deadlineMs?: number;
  readonly clock?: () => number;
}

/** One issuer whose access tokens are accepted: what it is called and which keys it signs with. */
export class TrustedIssuer {
  readonly keys: SigningKeyStore;
  readonly #logger = new Logger(TrustedIssuer.name);
  readonly #deadlineMs: number;
  readonly #clock: () => number;
  #metadata: IssuerMetadata;
  #isDiscovered = false;
  #discoveredAt = -Infinity;
  #isReachable: boolean | undefined;

  constructor(
    readonly settings: IssuerSettings,
    {
      policy = KEY_STORE_POLICY,
      deadlineMs = DEADLINE_MS,
      clock = () => performance.now(),
    }: TrustedIssuerTiming = {},
  ) {
    this.keys = new SigningKeyStore(() => this.#loadKeys(), policy, clock);
    this.#deadlineMs = deadlineMs;
    this.#clock = clock;
    this.#metadata = guessMetadata(settings.url);
  }

  /** Compares exactly, once the issuer said what it is called; until then its slash is unknown. */
  isNamed(iss: unknown): boolean {
    return typeof iss === 'string' && this.#metadata.issuers.includes(iss);
  }

  get userinfoEndpoint(): string {
    return this.#metadata.userinfoEndpoint;
  }

  /** @throws UnavailableException when the issuer cannot be asked */
  async findKey(kid: string): Promise<FoundKey | undefined> {
    try {
      return await this.keys.find(kid);
    } catch (error) {
      throw new UnavailableException(
        "The issuer's signing keys cannot be fetched, so the access token cannot be verified.",
        Math.ceil(KEY_STORE_POLICY.failureCooldown / 1000),
        error,
      );
    }
  }

  async #loadKeys(): Promise<SigningKeys> {
    const { settings } = this;
    const isDiscovering = this.#clock() - this.#discoveredAt > METADATA_FRESH_MS;
    try {
      const signal = AbortSignal.timeout(this.#deadlineMs);
      if (isDiscovering) await this.#discover(signal);
      const keys = await fetchSigningKeys(this.#metadata.jwksUri, settings.algorithm, signal);
      this.#announce(true, `trusted for ${settings.algorithm}, ${keys.size} signing key(s)`);
      return keys;
    } catch (error) {
      // The keys may have moved: the next attempt asks where to.
      if (!isDiscovering) this.#discoveredAt = -Infinity;
      const what = error instanceof Error ? error.message : 'failed';
      this.#announce(false, `${what}; known keys stay in use, and it is asked again`);
      throw error;
    }
  }

  /** What was once discovered stays in use while discovery alone is out of order. */
  async #discover(signal: AbortSignal): Promise<void> {
    try {
      this.#metadata = await discoverIssuer(this.settings.url, signal);
      this.#isDiscovered = true;
    } catch (error) {
      const isAnswer = error instanceof UpstreamError && error.status !== undefined;
      if (!this.#isDiscovered && !isAnswer) throw error;
    }
    if (this.#isDiscovered) this.#discoveredAt = this.#clock();
  }

  /** Once per change of state: an outage is one line, not one for each request. */
  #announce(isReachable: boolean, what: string): void {
    const outcome = isReachable ? 'ok' : 'failed';
    keyRefreshes.publish({ issuer: this.settings.variable, outcome });
    if (this.#isReachable === isReachable) return;
    this.#isReachable = isReachable;
    const line = `Issuer ${this.settings.url} (${this.settings.variable}): ${what}`;
    if (isReachable) this.#logger.log(line);
    else this.#logger.warn(line);
  }
}
