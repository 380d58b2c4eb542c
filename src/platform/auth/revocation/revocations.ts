import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../caller.js';
import { TrustedIssuers } from '../issuers/trusted-issuers.js';
import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';
import { AccessChangeFeed } from './access-change-feed.js';
import { AccountSuspendedException } from './account-suspended.exception.js';
import { RevocationList } from './revocation-list.js';

const PRUNE_EVERY = 1_000;

/** Judges whether the access of a verified caller has ended before the token expired. */
@Injectable()
export class Revocations {
  readonly #logger = new Logger(Revocations.name);
  readonly #list: RevocationList;
  #applied = 0;
  #reported = 0;

  constructor(feed: AccessChangeFeed, issuers: TrustedIssuers) {
    this.#list = new RevocationList(undefined, undefined, (issuer) => issuers.recordedKey(issuer));
    feed.subscribe((change) => {
      this.#list.apply(change);
      this.#applied += 1;
      if (this.#applied % PRUNE_EVERY === 0) this.#prune();
    });
  }

  get size(): number {
    return this.#list.size;
  }

  /** Entries that were given up because there were too many. */
  get forgotten(): number {
    return this.#list.forgotten;
  }

  /** @throws UnauthenticatedException, AccountSuspendedException */
  check(caller: Caller): void {
    const revocation = this.#list.find(caller);
    if (revocation === 'account_suspended') throw new AccountSuspendedException();
    if (revocation) throw UnauthenticatedException.because(revocation);
  }

  #prune(): void {
    this.#list.prune();
    const lost = this.#list.forgotten - this.#reported;
    this.#reported = this.#list.forgotten;
    if (lost > 0) this.#logger.warn(`The list of revocations is full: ${lost} were forgotten`);
  }
}
