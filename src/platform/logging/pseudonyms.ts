import { createHmac, randomBytes } from 'node:crypto';
import type { Settings } from '../config/settings.js';

/** Somebody whom an issuer knows by that subject. */
export interface Identity {
  readonly issuer: { readonly url: string };
  readonly subject: string;
}

/**
 * Names callers in the log: the same name for the same subject of the same issuer. Without the key
 * nobody can test a guess; `docs/operations.md` shows how an operator finds a known user.
 */
export class Pseudonyms {
  readonly #key: string | Buffer;
  /** Callers are remembered with their tokens, so most lines cost no HMAC. */
  readonly #known = new WeakMap<Identity, string>();

  constructor({ logPseudonymSecret }: Pick<Settings, 'logPseudonymSecret'>) {
    this.#key = logPseudonymSecret ?? randomBytes(32);
  }

  of(identity: Identity): string {
    const known = this.#known.get(identity);
    if (known) return known;
    const pseudonym = createHmac('sha256', this.#key)
      .update(JSON.stringify([identity.issuer.url, identity.subject]))
      .digest('base64url');
    this.#known.set(identity, pseudonym);
    return pseudonym;
  }
}
