import { UpstreamError } from '../../upstream/upstream.error.js';
import { discoverIssuer, guessMetadata, type IssuerMetadata } from './issuer-metadata.js';
import type { KeyStorePolicy } from './key-store-policy.js';

/**
 * The metadata of an issuer. Until its discovery document was read once, Auth0's well-known paths and
 * both spellings of the name apply; after that, only a newer document changes them.
 */
export class Discovery {
  #metadata: IssuerMetadata;
  #isDone = false;
  #dueAt = -Infinity;
  #running: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly policy: KeyStorePolicy,
    private readonly clock: () => number,
  ) {
    this.#metadata = guessMetadata(url);
  }

  get metadata(): IssuerMetadata {
    return this.#metadata;
  }

  get isDue(): boolean {
    return this.clock() >= this.#dueAt;
  }

  /** True as soon as one document was read. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /**
   * Fetches the document, once for all callers at the same time.
   *
   * @throws UpstreamError while nothing was discovered yet and the issuer does not answer at all
   */
  refresh(signal: AbortSignal): Promise<void> {
    this.#running ??= this.#fetch(signal).finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    try {
      this.#metadata = await discoverIssuer(this.url, signal);
      this.#isDone = true;
      this.#dueAt = this.clock() + this.policy.discoveryFreshFor;
    } catch (error) {
      this.#dueAt = this.clock() + this.policy.discoveryRetry;
      const isAnswer = error instanceof UpstreamError && error.status !== undefined;
      if (!this.#isDone && !isAnswer) throw error;
    }
  }
}
