import { BadRequestException } from '@nestjs/common';
import { and, eq } from 'drizzle-orm';
import { QueryError } from '../platform/database/index.js';
import { requireAnotherAdministrator } from './account-changes.js';
import type { AccountsTransaction } from './account-transaction.js';
import { accountEvents, accounts, type AccountRow } from './accounts.table.js';
import { signOut } from './sign-out.js';

/** Stands for the subject of an erased account in the history of others. */
const ERASED = 'erased';

/**
 * Deletes an account and its history, and its name from the history of others. Its access tokens end;
 * the row that says so stays until none of them can be valid.
 *
 * @throws BadRequestException for a suspended account, ApiException for the last administrator
 */
export async function erase(tx: AccountsTransaction, account: AccountRow): Promise<void> {
  if (account.suspendedAt) {
    throw new BadRequestException(
      'This account is suspended, and erasing it would end that: reinstate it first.',
    );
  }
  await requireAnotherAdministrator(tx.db, account);
  await signOut(tx, account);
  const { issuer, subject, id } = account;
  await tx.db.delete(accountEvents).where(eq(accountEvents.accountId, id));
  await tx.db
    .update(accountEvents)
    .set({ actorSubject: ERASED })
    .where(and(eq(accountEvents.actorIssuer, issuer), eq(accountEvents.actorSubject, subject)));
  await tx.db.delete(accounts).where(eq(accounts.id, id));
}

/** What an operator has to do where the database refuses to erase an account. */
export function explainErasure(error: unknown): unknown {
  if (!(error instanceof QueryError)) return error;
  const { sqlState, constraint } = error;
  if (sqlState === '23503') {
    return new BadRequestException(
      `Rows of a feature belong to this account (${constraint}): delete them first, or declare the reference with onDelete: 'cascade'.`,
    );
  }
  if (sqlState !== '42501') return error;
  return new BadRequestException(
    'The role of DATABASE_URL may not change the history of accounts: run the command as the owner of the tables.',
  );
}
