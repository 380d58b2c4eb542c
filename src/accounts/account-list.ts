import { and, arrayContains, desc, eq, isNotNull, isNull, lt, type SQL } from 'drizzle-orm';
import { issuerKey } from '../platform/auth/index.js';
import type { Queries } from '../platform/database/index.js';
import { AccountStatus } from './account.model.js';
import type { AccountFilter } from './account-filter.input.js';
import { accounts, type AccountRow } from './accounts.table.js';

/** The filter of a caller, and the issuer whose accounts it may see; all issuers without one. */
type ReachableAccounts = AccountFilter & { readonly reach?: string | undefined };

/** The newest accounts before a position. */
export function listAccounts(
  db: Queries,
  filter: ReachableAccounts,
  before: number | undefined,
  limit: number,
): Promise<AccountRow[]> {
  const isBefore = before === undefined ? undefined : lt(accounts.position, before);
  return db
    .select()
    .from(accounts)
    .where(and(matches(filter), isBefore))
    .orderBy(desc(accounts.position))
    .limit(limit);
}

export function countAccounts(db: Queries, filter: ReachableAccounts): Promise<number> {
  return db.$count(accounts, matches(filter));
}

function matches({ issuer, subject, role, status, reach }: ReachableAccounts): SQL | undefined {
  return and(
    issuer == null ? undefined : eq(accounts.issuerKey, issuerKey(issuer)),
    reach === undefined ? undefined : eq(accounts.issuerKey, issuerKey(reach)),
    subject == null ? undefined : eq(accounts.subject, subject),
    role == null ? undefined : arrayContains(accounts.roles, [role]),
    status == null ? undefined : isInStatus(status),
  );
}

function isInStatus(status: AccountStatus): SQL {
  const { suspendedAt } = accounts;
  return status === AccountStatus.SUSPENDED ? isNotNull(suspendedAt) : isNull(suspendedAt);
}
