import type { KeyObject } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { withTrailingSlash } from '../config/address.js';
import type { IssuerSettings } from '../config/settings.js';
import { UnavailableException } from '../errors/unavailable.exception.js';
import { discoverIssuer, type IssuerMetadata } from './issuer-metadata.js';
import { KEY_STORE_POLICY, SigningKeyStore } from './signing-key-store.js';
import { fetchSigningKeys, type SigningKeys } from './signing-keys.js';

/** Discovery and keys together, bodies included. */
const DEADLINE_MS = 5_000;
const METADATA_FRESH_MS = 60 * 60_000;

/** One issuer whose access tokens are accepted: what it is called and which keys it signs with. */
export class TrustedIssuer {
  readonly keys: SigningKeyStore;
  readonly #logger = new Logger(TrustedIssuer.name);
  #metadata: IssuerMetadata | undefined;
  #metadataAt = -Infinity;
  #isReachable: boolean | undefined;

  constructor(readonly settings: IssuerSettings) {
    this.keys = new SigningKeyStore(() => this.#loadKeys());
  }

  /** Compares exactly, once the issuer said what it is called; until then its slash is unknown. */
  isNamed(iss: unknown): boolean {
    const base = withTrailingSlash(this.settings.url);
    const names = this.#metadata?.issuers ?? [base, base.slice(0, -1)];
    return typeof iss === 'string' && names.includes(iss);
  }

  get userinfoEndpoint(): string | undefined {
    return this.#metadata?.userinfoEndpoint;
  }

  /** @throws UnavailableException when the issuer cannot be asked */
  async findKey(kid: string): Promise<KeyObject | undefined> {
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
    try {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const metadata = await this.#discover(signal);
      const keys = await fetchSigningKeys(metadata.jwksUri, this.settings.algorithm, signal);
      this.#announce(true, `trusted for ${this.settings.algorithm}, ${keys.size} signing key(s)`);
      return keys;
    } catch (error) {
      const what = error instanceof Error ? error.message : 'failed';
      this.#announce(false, `${what}; known keys stay in use, and it is asked again`);
      throw error;
    }
  }

  async #discover(signal: AbortSignal): Promise<IssuerMetadata> {
    if (!this.#metadata || performance.now() - this.#metadataAt > METADATA_FRESH_MS) {
      this.#metadata = await discoverIssuer(this.settings.url, signal);
      this.#metadataAt = performance.now();
    }
    return this.#metadata;
  }

  /** Once per change of state: an outage is one line, not one for each request. */
  #announce(isReachable: boolean, what: string): void {
    if (this.#isReachable === isReachable) return;
    this.#isReachable = isReachable;
    const line = `Issuer ${this.settings.url} (${this.settings.variable}): ${what}`;
    if (isReachable) this.#logger.log(line);
    else this.#logger.warn(line);
  }
}
