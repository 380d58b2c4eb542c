import { sql } from 'drizzle-orm';
import { bigint, customType, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

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
    /** `permissions`, `suspended`, `reinstated` or `signed_out`. */
    kind: text('kind').notNull(),
    issuer: text('issuer').notNull(),
    /** One of these says whom it is about: `sub`, `sid` or `jti` of the tokens. */
    subject: text('subject'),
    session: text('session'),
    token: text('token'),
  },
  (table) => [
    index('access_changes_transaction').on(table.transaction),
    index('access_changes_at').on(table.at),
  ],
);
