import { issuerKey } from '../issuers/issuer-key.js';
import type { AccessChange } from './access-change.js';
import { Moments, type Named } from './moments.js';

/** Of all issuers together. */
const MAXIMUM_ENTRIES = 100_000;

export type Revocation = 'token_revoked' | 'account_suspended';

/**
 * Revoked tokens and suspended accounts, in memory: asking costs a few look-ups and no query. All
 * suspended accounts are here, and as many revocations as fit.
 */
export class RevocationList {
  readonly moments: Moments;
  readonly #suspended = new Set<string>();
  /** Suspended accounts that the list, which is read anew, has not named yet. */
  #unconfirmed: Set<string> | undefined;

  /** @param keyOf the key of an issuer by its name: all custom domains of a tenant are one */
  constructor(
    private readonly now = () => Date.now() / 1000,
    maximum = MAXIMUM_ENTRIES,
    private readonly keyOf = issuerKey,
  ) {
    this.moments = new Moments(now, maximum);
  }

  get size(): number {
    return this.#suspended.size + this.moments.size;
  }

  apply(change: AccessChange): void {
    const issuer = this.keyOf(change.issuer);
    switch (change.kind) {
      case 'suspended':
        this.#suspended.add(nameOf(issuer, change.subject));
        this.#unconfirmed?.delete(nameOf(issuer, change.subject));
        break;
      case 'reinstated':
        this.#suspended.delete(nameOf(issuer, change.subject));
        break;
      case 'signed_out':
        this.moments.raise('subject', issuer, change.subject, change.issuedBefore);
        break;
      case 'session_ended':
        this.moments.raise('session', issuer, change.session, change.issuedBefore);
        if (change.subject) {
          this.moments.raise('sessionless', issuer, change.subject, change.issuedBefore);
        }
        break;
      case 'token_revoked':
        this.moments.raise('token', issuer, change.token, Math.floor(this.now()));
        break;
      case 'permissions':
    }
  }

  find(token: Named): Revocation | undefined {
    if (this.size === 0) return undefined;
    const issuer = this.keyOf(String(token.claims.iss));
    if (this.#suspended.has(nameOf(issuer, token.subject))) return 'account_suspended';
    return this.moments.concern(issuer, token) ? 'token_revoked' : undefined;
  }

  /** True where a revocation that left the memory could concern the token. */
  mayBeOutside(token: Named): boolean {
    if (!this.moments.haveLeft) return false;
    return this.moments.mayConcern(this.keyOf(String(token.claims.iss)), token);
  }

  /** Called before every change that still counts is applied anew. */
  renew(): void {
    this.#unconfirmed = new Set(this.#suspended);
  }

  /** Called after that: what was not named since `renew` is no longer suspended. */
  confirm(): void {
    for (const name of this.#unconfirmed ?? []) this.#suspended.delete(name);
    this.#unconfirmed = undefined;
  }
}

/** An issuer is a URL, which holds no space. */
function nameOf(issuer: string, subject: string): string {
  return `${issuer} ${subject}`;
}
