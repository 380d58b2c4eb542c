import { createHmac, randomBytes } from 'node:crypto';
import type { Settings } from '../config/settings.js';

/** A caller, by the one text that is the same for one subject of one issuer. */
export interface Identity {
  readonly key: string;
}

/**
 * Names callers in the log: one name for one subject of one issuer. Testing a guess needs the key;
 * `docs/operations.md` shows how an operator finds a known user.
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
    const pseudonym = createHmac('sha256', this.#key).update(identity.key).digest('base64url');
    this.#known.set(identity, pseudonym);
    return pseudonym;
  }
}
