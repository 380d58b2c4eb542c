import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import { issuerKey } from '../platform/auth/index.js';
import type { Queries } from '../platform/database/index.js';
import { accounts, type AccountRow } from './accounts.table.js';
import type { CopiedClaims } from './copied-claims.js';
import type { Identity } from './identity.js';

/** A record, and for how many seconds `lastSeenAt` has not been written. */
export type SeenAccount = AccountRow & { readonly unseenSeconds: number };

const withAge = {
  ...getTableColumns(accounts),
  unseenSeconds: sql<number>`extract(epoch from now() - ${accounts.lastSeenAt})::float8`,
};

export async function findAccount(
  db: Queries,
  identity: Identity,
): Promise<SeenAccount | undefined> {
  const [row] = await db.select(withAge).from(accounts).where(isOf(identity));
  return row;
}

export async function findAccountById(db: Queries, id: string): Promise<AccountRow | undefined> {
  const [row] = await db.select().from(accounts).where(eq(accounts.id, id));
  return row;
}

/** Creates the record, or notes that the user is here: one statement, which cannot race. */
export async function recordVisit(
  db: Queries,
  { issuer, subject }: Identity,
  copied: CopiedClaims = {},
): Promise<SeenAccount> {
  const [row] = await db
    .insert(accounts)
    .values({ issuer, subject, ...copied })
    .onConflictDoUpdate({
      target: [accounts.issuerKey, accounts.subject],
      set: { lastSeenAt: sql`now()`, ...copied },
    })
    .returning(withAge);
  if (!row) throw new Error('An upsert returned no row.');
  return row;
}

function isOf({ issuer, subject }: Identity) {
  return and(eq(accounts.issuerKey, issuerKey(issuer)), eq(accounts.subject, subject));
}
