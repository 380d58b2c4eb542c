import { Injectable } from '@nestjs/common';
import { AccessChanges, RecordedRevocations, type Caller } from '../platform/auth/index.js';
import type { AccountsTransaction } from './account-transaction.js';
import type { Actor } from './actor.js';

/** Runs changes of accounts on behalf of a caller: one at a time, however many replicas there are. */
@Injectable()
export class AccountTransactions {
  constructor(
    private readonly changes: AccessChanges,
    private readonly recorded: RecordedRevocations,
  ) {}

  /**
   * Runs work in a transaction that waits for every other change of accounts, and judges the caller
   * after that: whoever was suspended, signed out or demoted meanwhile changes nothing.
   *
   * @param permission without it, the caller is refused
   * @param announce runs once the work took effect
   * @throws ApiException and ForbiddenException with the code `FORBIDDEN`
   */
  run<T>(
    caller: Caller,
    permission: string,
    work: (tx: AccountsTransaction, actor: Actor) => Promise<T>,
    announce?: (result: T) => void,
  ): Promise<T> {
    return this.changes.transaction(async (tx) => {
      const { judgeActor, lockAccounts } = await import('./account-transaction.js');
      const locked = await lockAccounts(tx);
      const actor = await judgeActor(locked, caller, this.recorded);
      actor.reachOf(permission);
      return work(locked, actor);
    }, announce);
  }
}
