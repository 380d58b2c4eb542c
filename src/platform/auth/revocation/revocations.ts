import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../caller.js';
import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';
import type { AccessChange } from './access-change.js';
import { AccessChangeFeed } from './access-change-feed.js';
import { AccountSuspendedException } from './account-suspended.exception.js';
import { RecordedRevocations } from './recorded-revocations.js';
import type { Revocation, RevocationList } from './revocation-list.js';

const MAXIMUM_EARLY = 10_000;

/** Judges whether the access of a verified caller has ended before the token expired. */
@Injectable()
export class Revocations {
  readonly #logger = new Logger(Revocations.name);
  readonly #list: RevocationList;
  /** The `iat` of tokens that were seen before it had come, by `Caller.key`. */
  readonly #early = new LRUCache<string, number>({ max: MAXIMUM_EARLY });
  #isOverfull = false;

  constructor(
    feed: AccessChangeFeed,
    private readonly recorded: RecordedRevocations,
  ) {
    this.#list = recorded.createList();
    feed.subscribe((change) => this.#apply(change), this.#list);
  }

  get size(): number {
    return this.#list.size;
  }

  /** Entries that left the memory because there were too many: the database is asked for them. */
  get evictions(): number {
    return this.#list.moments.evictions;
  }

  /**
   * Judges by what is in memory.
   *
   * @throws UnauthenticatedException, AccountSuspendedException
   */
  check(caller: Caller): void {
    requireNone(this.#list.find(caller));
    const { iat } = caller.claims;
    if (typeof iat !== 'number' || iat * 1000 <= Date.now()) return;
    this.#early.set(caller.key, this.latestIssuedAt(caller));
  }

  /**
   * Judges by what has left the memory. Returns a promise only where the database has to be asked:
   * once for each token that such an entry could concern.
   *
   * @throws UnauthenticatedException, UnavailableException
   */
  checkOutside(caller: Caller): void | Promise<void> {
    if (!this.#list.mayBeOutside(caller)) return;
    const found = this.recorded.findOnce(caller, this.#list);
    return found instanceof Promise ? found.then(requireNone) : requireNone(found);
  }

  /** The latest `iat` that this process has seen in a token of the subject, in seconds, if it is ahead. */
  latestIssuedAt(caller: Caller): number {
    const { iat } = caller.claims;
    return Math.max(Number(iat ?? 0), this.#early.get(caller.key) ?? 0);
  }

  #apply(change: AccessChange): void {
    this.#list.apply(change);
    if (this.#isOverfull || this.#list.moments.evictions === 0) return;
    this.#isOverfull = true;
    this.#logger.warn(
      'More revocations are active than fit in memory: for some tokens the database is asked once',
    );
  }
}

function requireNone(revocation: Revocation | undefined): void {
  if (revocation === 'account_suspended') throw new AccountSuspendedException();
  if (revocation) throw UnauthenticatedException.because(revocation);
}
