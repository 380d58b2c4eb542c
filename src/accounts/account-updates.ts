import { Injectable } from '@nestjs/common';
import { LiveChannel } from '../platform/live/index.js';
import { toAccount, type Account } from './account.model.js';
import type { AccountRow } from './accounts.table.js';

/** Accounts whose roles or status have changed, each for its own user alone: the key is its `id`. */
@Injectable()
export class AccountUpdates extends LiveChannel<Account> {
  protected readonly name = 'account-updates';

  /** Without the reason for a suspension, which is for administrators alone. */
  announce(row: AccountRow): void {
    this.publish(row.id, { ...toAccount(row), suspensionReason: null });
  }

  /** An event has been JSON, which has no dates. */
  static revive(account: Account): Account {
    const { createdAt, lastSeenAt } = account;
    return { ...account, createdAt: new Date(createdAt), lastSeenAt: new Date(lastSeenAt) };
  }
}
