import { BadRequestException, Injectable, NotFoundException } from '@nestjs/common';
import {
  AccessChangeFeed,
  AccessChangeLog,
  TrustedIssuers,
  type AccessTransaction,
  type Caller,
} from '../platform/auth/index.js';
import { Database } from '../platform/database/index.js';
import { readPage, type Connection, type PageArgs } from '../platform/graphql/index.js';
import type { AccountFilter } from './account-filter.input.js';
import { checkAccountId, checkReason } from './account-rules.js';
import { AccountUpdates } from './account-updates.js';
import { toAccount, type Account } from './account.model.js';
import type { AccountRow } from './accounts.table.js';
import { CurrentAccounts } from './current-accounts.js';
import { identityOf, keyOf, type Identity } from './identity.js';
import type { Role } from './roles.js';

const accountChanges = () => import('./account-changes.js');
const accountList = () => import('./account-list.js');

/** What administrators and the support desk do with accounts of others. */
@Injectable()
export class AccountAdministration {
  constructor(
    private readonly database: Database,
    private readonly current: CurrentAccounts,
    private readonly log: AccessChangeLog,
    private readonly changes: AccessChangeFeed,
    private readonly updates: AccountUpdates,
    private readonly issuers: TrustedIssuers,
  ) {}

  async read(caller: Caller, id: string): Promise<Account> {
    await this.current.find(caller);
    checkAccountId(id);
    const row = await this.database.run(async (db) => {
      const { findAccountById } = await import('./account-records.js');
      return findAccountById(db, id);
    });
    if (!row) throw new NotFoundException('There is no such account.');
    return toAccount(row);
  }

  async list(
    caller: Caller,
    page: PageArgs,
    wanted: AccountFilter = {},
  ): Promise<Connection<Account>> {
    await this.current.find(caller);
    const issuer = wanted.issuer && this.issuers.recordedKey(wanted.issuer);
    const filter = { ...wanted, issuer: issuer ?? null };
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
    return this.#change(caller, id, async (tx, actor) => {
      const { suspend } = await accountChanges();
      const account = await suspend(tx, id, reason, actor);
      if (keyOf(account) === keyOf(actor))
        throw new BadRequestException('You cannot suspend your own account.');
      return account;
    });
  }

  reinstate(caller: Caller, id: string): Promise<Account> {
    return this.#change(caller, id, async (tx, actor) =>
      (await accountChanges()).reinstate(tx, id, actor),
    );
  }

  async #change(
    caller: Caller,
    id: string,
    change: (tx: AccessTransaction, actor: Identity) => Promise<AccountRow>,
  ): Promise<Account> {
    await this.current.find(caller);
    checkAccountId(id);
    const row = await this.log.transaction((tx) => change(tx, identityOf(caller)));
    // Before the sockets of a suspended account are closed.
    this.updates.announce(row);
    // This replica hears of it now, the others within 2 s.
    await this.changes.refresh();
    return toAccount(row);
  }
}
