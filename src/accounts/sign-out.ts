import { sql } from 'drizzle-orm';
import type { AccessTransaction } from '../platform/auth/index.js';
import { recordEvent } from './account-events.js';
import type { AccountRow } from './accounts.table.js';
import type { Identity } from './identity.js';

/**
 * Ends every access token that was issued until now. Tokens name the second in which they were
 * issued, so the whole of this second counts as before; the result says when it is over.
 *
 * @param latestIssuedAt of the subject's tokens: an issuer's clock may be ahead
 */
export async function signOut(
  tx: AccessTransaction,
  account: AccountRow,
  actor?: Identity,
  latestIssuedAt = 0,
): Promise<{ readonly secondsLeft: number }> {
  const { rows } = await tx.db.execute<{ now: number }>(
    sql`select extract(epoch from clock_timestamp())::float8 as now`,
  );
  // Of all clocks the latest, so that none of them lets a token survive.
  const now = Math.max(Date.now() / 1000, rows[0]?.now ?? 0, latestIssuedAt);
  const issuedBefore = Math.floor(now) + 1;
  await recordEvent(tx.db, account.id, { action: 'SIGNED_OUT', actor });
  const { issuer, subject } = account;
  await tx.record({ kind: 'signed_out', issuer, subject, issuedBefore });
  return { secondsLeft: issuedBefore - now };
}
