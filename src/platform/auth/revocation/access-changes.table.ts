import { sql } from 'drizzle-orm';
import {
  bigint,
  customType,
  index,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

/** The full transaction id, which never wraps around. */
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' });

/**
 * What changes what a caller may do before the access token expires. Rows are only ever added, and
 * every replica reads the new ones once a second.
 */
export const accessChanges = pgTable(
  'access_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Rows become visible in the order of commits, not of ids: a reader looks for transactions. */
    transaction: xid8('transaction')
      .notNull()
      .default(sql`pg_current_xact_id()`),
    at: timestamp('at', { withTimezone: true, mode: 'date' })
      .notNull()
      .default(sql`clock_timestamp()`),
    /** See `AccessChange`. */
    kind: text('kind').notNull(),
    issuer: text('issuer').notNull(),
    /** The claims `sub`, `sid` and `jti` of the tokens that it is about. */
    subject: text('subject'),
    session: text('session'),
    token: text('token'),
    /** Tokens with an earlier `iat` are refused, in seconds since the epoch. */
    issuedBefore: bigint('issued_before', { mode: 'number' }),
    /** The `jti` of the logout token that asked for it: each counts once, at any replica. */
    logoutToken: text('logout_token'),
  },
  (table) => [
    index('access_changes_position').on(table.transaction, table.id),
    index('access_changes_active')
      .on(table.id)
      .where(sql`kind <> 'permissions'`),
    index('access_changes_subject')
      .on(table.subject)
      .where(sql`kind in ('signed_out', 'session_ended')`),
    index('access_changes_session')
      .on(table.session)
      .where(sql`session is not null`),
    index('access_changes_token')
      .on(table.token)
      .where(sql`token is not null`),
    uniqueIndex('access_changes_logout_token').on(table.issuer, table.logoutToken),
  ],
);
