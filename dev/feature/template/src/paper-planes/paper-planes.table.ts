import { bigint, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
// <% if (it.owned) { %>
import { accounts } from '../accounts/index.js';
// <% } %>

export const paperPlanes = pgTable(
  'paper_planes',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The order of creation. It never changes, so a page stays the same while rows are added. */
    position: bigint('position', { mode: 'number' }).notNull().unique().generatedAlwaysAsIdentity(),
    // <% if (it.owned) { %>
    /** The owner; the row goes with the account. */
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    // <% } %>
    name: text('name').notNull(),
    /** Grows with each update, so that an update of something older is refused. */
    version: integer('version').notNull().default(1),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  // <% if (it.owned) { %>
  (table) => [index('paper_planes_account').on(table.accountId, table.position)],
  // <% } %>
);

export type PaperPlaneRow = typeof paperPlanes.$inferSelect;
