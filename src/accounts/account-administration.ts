import { Injectable, NotFoundException } from '@nestjs/common';
import { TrustedIssuers, type Caller } from '../platform/auth/index.js';
import { Database } from '../platform/database/index.js';
import { readPage, type Connection, type PageArgs } from '../platform/graphql/index.js';
import type { AccountFilter } from './account-filter.input.js';
import { checkAccountId, checkReason } from './account-rules.js';
import type { AccountsTransaction } from './account-transaction.js';
import { AccountTransactions } from './account-transactions.js';
import { AccountUpdates } from './account-updates.js';
import { toAccount, type Account } from './account.model.js';
import { Actor } from './actor.js';
import type { AccountRow } from './accounts.table.js';
import { CurrentAccounts } from './current-accounts.js';
import type { Role } from './roles.js';

const MANAGE = 'manage:accounts';
const READ = 'read:accounts';

const accountChanges = () => import('./account-changes.js');
const accountList = () => import('./account-list.js');

/** What administrators and the support desk do with accounts of others. */
@Injectable()
export class AccountAdministration {
  constructor(
    private readonly database: Database,
    private readonly current: CurrentAccounts,
    private readonly transactions: AccountTransactions,
    private readonly updates: AccountUpdates,
    private readonly issuers: TrustedIssuers,
  ) {}

  async read(caller: Caller, id: string): Promise<Account> {
    const actor = await this.#actor(caller);
    checkAccountId(id);
    const row = await this.database.run(async (db) => {
      const { findAccountById } = await import('./account-records.js');
      return findAccountById(db, id);
    });
    if (!row) throw new NotFoundException('There is no such account.');
    actor.requireReach(READ, row);
    return toAccount(row);
  }

  /** @throws ApiException where the caller may not see the history of the account */
  async requireHistory(caller: Caller, account: Account): Promise<void> {
    (await this.#actor(caller)).requireReach(MANAGE, account);
  }

  async list(
    caller: Caller,
    page: PageArgs,
    wanted: AccountFilter = {},
  ): Promise<Connection<Account>> {
    const reach = (await this.#actor(caller)).reachOf(READ);
    const issuer = wanted.issuer && this.issuers.recordedKey(wanted.issuer);
    const filter = { ...wanted, issuer: issuer ?? null, reach };
    return readPage(page, {
      name: 'accounts',
      read: (after, limit) =>
        this.database.run(async (db) =>
          (await accountList()).listAccounts(db, filter, after, limit),
        ),
      count: () => this.database.run(async (db) => (await accountList()).countAccounts(db, filter)),
      toNode: toAccount,
    });
  }

  grantRole(caller: Caller, id: string, role: Role): Promise<Account> {
    return this.#change(caller, id, async (tx, actor) =>
      (await accountChanges()).grantRole(tx, id, role, actor),
    );
  }

  revokeRole(caller: Caller, id: string, role: Role): Promise<Account> {
    return this.#change(caller, id, async (tx, actor) =>
      (await accountChanges()).revokeRole(tx, id, role, actor),
    );
  }

  suspend(caller: Caller, id: string, reason: string): Promise<Account> {
    checkReason(reason);
    return this.#change(caller, id, async (tx, actor) =>
      (await accountChanges()).suspend(tx, id, reason, actor),
    );
  }

  reinstate(caller: Caller, id: string): Promise<Account> {
    return this.#change(caller, id, async (tx, actor) =>
      (await accountChanges()).reinstate(tx, id, actor),
    );
  }

  async #change(
    caller: Caller,
    id: string,
    change: (tx: AccountsTransaction, actor: Actor) => Promise<AccountRow>,
  ): Promise<Account> {
    checkAccountId(id);
    const announce = (row: AccountRow) => this.updates.announce(row);
    return toAccount(await this.transactions.run(caller, MANAGE, change, announce));
  }

  async #actor(caller: Caller): Promise<Actor> {
    return new Actor(caller, await this.current.find(caller));
  }
}
