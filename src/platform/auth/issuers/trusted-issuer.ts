import { Logger } from '@nestjs/common';
import type { IssuerSettings } from '../../config/settings.js';
import { UnavailableException } from '../../upstream/unavailable.exception.js';
import { keyRefreshes } from '../auth.metrics.js';
import { Discovery } from './discovery.js';
import { KEY_STORE_POLICY, type KeyStorePolicy } from './key-store-policy.js';
import { SigningKeyStore, type FoundKey } from './signing-key-store.js';
import { fetchSigningKeys, type SigningKeys } from './signing-keys.js';

/** Discovery and keys together, bodies included. */
const DEADLINE_MS = 5_000;

/** Timing for tests; production uses the defaults. */
export interface TrustedIssuerTiming {
  readonly policy?: KeyStorePolicy;
  readonly deadlineMs?: number;
  readonly clock?: () => number;
}

/** One issuer whose access tokens are accepted: its name and its signing keys. */
export class TrustedIssuer {
  readonly keys: SigningKeyStore;
  /** What its tokens may be for: the API, and each resource of it that has a name of its own. */
  readonly audiences: readonly string[];
  readonly #logger = new Logger(TrustedIssuer.name);
  readonly #deadlineMs: number;
  readonly #discovery: Discovery;
  /** Perhaps: the next fetch of the keys asks discovery first. */
  #haveKeysMoved = false;
  #isReachable: boolean | undefined;

  constructor(
    readonly settings: IssuerSettings,
    {
      policy = KEY_STORE_POLICY,
      deadlineMs = DEADLINE_MS,
      clock = () => performance.now(),
    }: TrustedIssuerTiming = {},
    resources: readonly string[] = [],
  ) {
    this.audiences = [settings.audience, ...resources];
    this.keys = new SigningKeyStore(() => this.#loadKeys(), policy, clock);
    this.#deadlineMs = deadlineMs;
    this.#discovery = new Discovery(settings.address, policy, clock);
  }

  /** Compares exactly with the discovered name; before discovery the slash may differ. */
  isNamed(iss: unknown): boolean {
    return typeof iss === 'string' && this.#discovery.metadata.issuers.includes(iss);
  }

  /** The issuer's exact name; the configured address until it was discovered. */
  get name(): string {
    const { address } = this.settings;
    const [name = address] = this.#discovery.metadata.issuers;
    return this.#discovery.isDone ? name : address;
  }

  /** For metrics: the variable, and for a further custom domain its host, too. */
  get #label(): string {
    const { variable, url, address } = this.settings;
    return address === url ? variable : `${variable} ${new URL(address).host}`;
  }

  get userinfoEndpoint(): string {
    return this.#discovery.metadata.userinfoEndpoint;
  }

  /** @throws UnavailableException when the issuer cannot be asked */
  async findKey(kid: string): Promise<FoundKey | undefined> {
    this.#discoverBeside();
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

  /** Where keys are known, no caller waits for a document that is missing or old. */
  #discoverBeside(): void {
    if (!this.keys.isReady || !this.#discovery.isDue) return;
    this.#discovery.refresh(AbortSignal.timeout(this.#deadlineMs)).catch(() => undefined);
  }

  get #isUndiscovered(): boolean {
    return !this.#discovery.isDone && this.#discovery.isDue;
  }

  async #loadKeys(): Promise<SigningKeys> {
    const isDiscovering = this.#haveKeysMoved || !this.keys.isReady || this.#isUndiscovered;
    try {
      const signal = AbortSignal.timeout(this.#deadlineMs);
      if (isDiscovering) await this.#discovery.refresh(signal);
      else this.#discoverBeside();
      const { jwksUri } = this.#discovery.metadata;
      const keys = await fetchSigningKeys(jwksUri, this.settings.algorithm, signal);
      this.#haveKeysMoved = false;
      this.#announce(true, `trusted for ${this.settings.algorithm}, ${keys.size} signing key(s)`);
      return keys;
    } catch (error) {
      this.#haveKeysMoved = !isDiscovering;
      const what = error instanceof Error ? error.message : 'failed';
      const keys = this.keys.isReady ? 'known keys stay in use' : 'no key is known';
      this.#announce(false, `${what}; ${keys}, and it is asked again`);
      throw error;
    }
  }

  /** Once per change of state: an outage is one line, not one for each request. */
  #announce(isReachable: boolean, what: string): void {
    const outcome = isReachable ? 'ok' : 'failed';
    keyRefreshes.publish({ issuer: this.#label, outcome });
    if (this.#isReachable === isReachable) return;
    this.#isReachable = isReachable;
    const line = `Issuer ${this.settings.address} (${this.settings.variable}): ${what}`;
    if (isReachable) this.#logger.log(line);
    else this.#logger.warn(line);
  }
}
