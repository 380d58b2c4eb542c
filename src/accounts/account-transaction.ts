import { ForbiddenException } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import {
  AccountSuspendedException,
  type AccessTransaction,
  type Caller,
  type RecordedRevocations,
} from '../platform/auth/index.js';
import { findAccount } from './account-records.js';
import { Actor } from './actor.js';
import { identityOf } from './identity.js';

/** A number that no other use of advisory locks takes. */
const LOCK = 30_800_000_015;

/** A transaction that no other change of accounts runs beside: what it reads stays as it is. */
export interface AccountsTransaction extends AccessTransaction {
  readonly isLocked: true;
}

/**
 * Waits for other changes of accounts to end. It comes first in a transaction: the changes of an
 * account are then told in their order.
 */
export async function lockAccounts({
  db,
  record,
}: AccessTransaction): Promise<AccountsTransaction> {
  await db.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
  return { db, record, isLocked: true };
}

/**
 * Judges a caller as of now, whatever the guard found before the lock.
 *
 * @throws AccountSuspendedException, ForbiddenException for a token that was revoked
 */
export async function judgeActor(
  { db }: AccountsTransaction,
  caller: Caller,
  recorded: RecordedRevocations,
): Promise<Actor> {
  const account = caller.isApplication ? undefined : await findAccount(db, identityOf(caller));
  if (account?.suspendedAt) throw new AccountSuspendedException();
  if (await recorded.find(caller, db)) {
    throw new ForbiddenException('This access token was revoked: nothing was changed.');
  }
  return new Actor(caller, account);
}
