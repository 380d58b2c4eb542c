import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  AccessChangeFeed,
  AccountSuspendedException,
  RecordedRevocations,
  requireUser,
  UnauthenticatedException,
  type Caller,
} from '../platform/auth/index.js';
import { Database } from '../platform/database/index.js';
import type { SeenAccount } from './account-records.js';
import type { AccountRow } from './accounts.table.js';
import { ClaimCopier } from './copied-claims.js';
import { identityOf, keyOf, type Identity } from './identity.js';

const MAXIMUM_ACCOUNTS = 10_000;
/** How often `lastSeenAt` is written. */
const VISIT_SECONDS = 60;

const NO_ACCOUNT = { account: undefined };

interface Known {
  /** Undefined where the user has no account. */
  readonly account: SeenAccount | undefined;
  /** On this process's own clock. */
  readonly visitDueAt: number;
}

interface Reading {
  readonly result: Promise<Known>;
  /** What it brings is older than a change that came meanwhile. */
  isOutdated: boolean;
}

/** The accounts of callers, each read once and remembered until it changes at any replica. */
@Injectable()
export class CurrentAccounts {
  readonly #known = new LRUCache<string, Known>({ max: MAXIMUM_ACCOUNTS });
  readonly #readings = new Map<string, Reading>();

  constructor(
    private readonly database: Database,
    private readonly changes: AccessChangeFeed,
    private readonly recorded: RecordedRevocations,
    private readonly copier: ClaimCopier,
  ) {
    changes.subscribe(
      ({ issuer, ...change }) => {
        if ('subject' in change && change.subject) this.forget({ issuer, subject: change.subject });
      },
      { renew: () => this.#forgetAll(), confirm: () => undefined },
    );
  }

  /**
   * The caller's own account, which is created when it is first asked for.
   *
   * @throws UserRequiredException, AccountSuspendedException, UnauthenticatedException
   */
  async visit(caller: Caller): Promise<AccountRow> {
    requireUser(caller);
    const known = this.#find(identityOf(caller));
    const isFresh = known?.account && performance.now() < known.visitDueAt;
    const { account } = isFresh ? known : await this.#read(caller, 'visit');
    if (!account) throw new Error('A visit created no account.');
    return requireActive(account);
  }

  /** The caller's account, or undefined for applications and users without one. Writes nothing. */
  async find(caller: Caller): Promise<AccountRow | undefined> {
    const known = this.recall(caller);
    if (known) return known.account;
    const { account } = await this.#read(caller, 'look');
    return account && requireActive(account);
  }

  /**
   * What `find` would answer without a query, or undefined where it has to ask.
   *
   * @throws AccountSuspendedException
   */
  recall(caller: Caller): { readonly account: AccountRow | undefined } | undefined {
    if (caller.isApplication || !this.database.isConfigured) return NO_ACCOUNT;
    const known = this.#find(identityOf(caller));
    if (known?.account) requireActive(known.account);
    return known;
  }

  /** From now on the account is read anew. */
  forget(identity: Identity): void {
    const key = keyOf(identity);
    this.#known.delete(key);
    for (const kind of ['visit', 'look']) {
      const reading = this.#readings.get(kind + key);
      if (reading) reading.isOutdated = true;
    }
  }

  #forgetAll(): void {
    this.#known.clear();
    for (const reading of this.#readings.values()) reading.isOutdated = true;
  }

  /** Nothing that was read before counts while changes of other replicas cannot be heard of. */
  #find(identity: Identity): Known | undefined {
    return this.changes.isCurrent ? this.#known.get(keyOf(identity)) : undefined;
  }

  /** Callers that ask for the same at the same time share one reading. */
  #read(caller: Caller, kind: 'visit' | 'look'): Promise<Known> {
    this.changes.start();
    const key = keyOf(identityOf(caller));
    const underWay = this.#readings.get(kind + key);
    if (underWay && !underWay.isOutdated) return underWay.result;
    const reading: Reading = { result: this.#load(caller, kind), isOutdated: false };
    this.#readings.set(kind + key, reading);
    const isCurrent = this.changes.isCurrent;
    void reading.result
      .then((known) => {
        if (isCurrent && !reading.isOutdated) this.#known.set(key, known);
      })
      .catch(() => undefined)
      .finally(() => {
        if (this.#readings.get(kind + key) === reading) this.#readings.delete(kind + key);
      });
    return reading.result;
  }

  async #load(caller: Caller, kind: 'visit' | 'look'): Promise<Known> {
    const identity = identityOf(caller);
    const account = await this.database.run(async (db) => {
      const { findAccount, recordVisit } = await import('./account-records.js');
      const found = await findAccount(db, identity);
      const isVisitDue = !found || found.unseenSeconds >= VISIT_SECONDS;
      if (kind === 'look' || !isVisitDue) return found;
      // One that was erased is not made again by a token of before.
      if (!found && (await this.recorded.find(caller, db))) {
        throw UnauthenticatedException.because('token_revoked');
      }
      return recordVisit(db, identity, this.copier.copy(caller));
    });
    const unseenSeconds = account?.unseenSeconds ?? VISIT_SECONDS;
    return { account, visitDueAt: performance.now() + (VISIT_SECONDS - unseenSeconds) * 1000 };
  }
}

function requireActive(account: AccountRow): AccountRow {
  if (account.suspendedAt) throw new AccountSuspendedException();
  return account;
}
