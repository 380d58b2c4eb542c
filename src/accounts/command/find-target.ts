import { NotFoundException } from '@nestjs/common';
import type { Queries } from '../../platform/database/index.js';
import { findAccount, findAccountById, recordVisit } from '../account-records.js';
import { checkAccountId } from '../account-rules.js';
import type { AccountRow } from '../accounts.table.js';
import { UsageError, type Options } from './arguments.js';

/**
 * The account that the options name.
 *
 * @throws UsageError when they name none, NotFoundException when there is none
 */
export async function findTarget(db: Queries, options: Options): Promise<AccountRow> {
  const { id, issuer, subject, create } = options;
  if (id !== undefined) {
    checkAccountId(id);
    return found(await findAccountById(db, id), 'Check the identifier: account list shows them.');
  }
  if (!issuer || !subject)
    throw new UsageError('Name the account: --issuer and --subject, or --id.');
  if (!URL.canParse(issuer)) throw new UsageError('--issuer must be a URL, as the tokens name it.');
  const identity = { issuer, subject };
  const account = await findAccount(db, identity);
  if (!account && create) return recordVisit(db, identity);
  return found(account, 'It never signed in: check the spelling, or add --create.');
}

function found(account: AccountRow | undefined, remedy: string): AccountRow {
  if (account) return account;
  throw new NotFoundException(`There is no such account. ${remedy}`);
}
