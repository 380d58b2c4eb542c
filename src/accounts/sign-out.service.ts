import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AccessChanges, Revocations, type Caller } from '../platform/auth/index.js';
import { toAccount, type Account } from './account.model.js';
import { CurrentAccounts } from './current-accounts.js';
import { identityOf } from './identity.js';

/** A timer may fire a moment early. */
const EARLY_MS = 5;

/** Ends the access tokens of callers before they expire. */
@Injectable()
export class SignOutService {
  constructor(
    private readonly changes: AccessChanges,
    private readonly current: CurrentAccounts,
    private readonly revocations: Revocations,
  ) {}

  /** Answers when the second is over, so that a token of a new login is always of a later one. */
  async signOutEverywhere(caller: Caller): Promise<Account> {
    const account = await this.current.visit(caller);
    const { secondsLeft } = await this.changes.transaction(async (tx) => {
      const { signOut } = await import('./sign-out.js');
      const latest = this.revocations.latestIssuedAt(caller);
      return signOut(tx, account, identityOf(caller), latest);
    });
    await sleep(secondsLeft * 1000 + EARLY_MS);
    return toAccount(account);
  }
}
