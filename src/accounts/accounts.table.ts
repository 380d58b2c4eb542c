import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** The application's own record of each user: who it is, and what it may do here. */
export const accounts = pgTable(
  'accounts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The order of creation: a page of accounts begins after one of these. */
    position: bigint('position', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** As the tokens name it. */
    issuer: text('issuer').notNull(),
    /** Whether an issuer is spelled with a slash at its end says nothing about who it is. */
    issuerKey: text('issuer_key')
      .generatedAlwaysAs(sql`rtrim(issuer, '/')`)
      .notNull(),
    subject: text('subject').notNull(),
    /** Copies of claims, where the settings name them. */
    name: text('name'),
    email: text('email'),
    emailVerified: boolean('email_verified'),
    roles: text('roles')
      .array()
      .notNull()
      .default(sql`'{}'`),
    suspendedAt: moment('suspended_at'),
    suspensionReason: text('suspension_reason'),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastSeenAt: moment('last_seen_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('accounts_issuer_subject').on(table.issuerKey, table.subject),
    uniqueIndex('accounts_position').on(table.position),
    index('accounts_subject').on(table.subject),
    index('accounts_roles').using('gin', table.roles),
    index('accounts_suspended')
      .on(table.position)
      .where(sql`suspended_at is not null`),
  ],
);

/** Every change of roles or status, in the transaction that made it. Rows are only ever added. */
export const accountEvents = pgTable(
  'account_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    /** Such as `ROLE_GRANTED`. */
    action: text('action').notNull(),
    role: text('role'),
    reason: text('reason'),
    /** The caller who did it, as the token names it; both null for the operator's command. */
    actorIssuer: text('actor_issuer'),
    actorSubject: text('actor_subject'),
    at: moment('at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (table) => [index('account_events_account').on(table.accountId, table.id)],
);

export type AccountRow = typeof accounts.$inferSelect;
export type AccountEventRow = typeof accountEvents.$inferSelect;
