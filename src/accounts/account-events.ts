import { desc, getTableColumns, inArray, lte, sql } from 'drizzle-orm';
import type { Queries } from '../platform/database/index.js';
import { LATEST_EVENTS, toAccountEvent, type AccountEvent } from './account-event.model.js';
import { accountEvents } from './accounts.table.js';
import type { Identity } from './identity.js';
import type { Role } from './roles.js';

/** A row of the audit table. Without an actor it is the operator's command. */
export interface AuditEvent {
  readonly action: 'ROLE_GRANTED' | 'ROLE_REVOKED' | 'SUSPENDED' | 'REINSTATED' | 'SIGNED_OUT';
  readonly actor: Identity | undefined;
  readonly role?: Role | undefined;
  readonly reason?: string | undefined;
}

export async function recordEvent(
  db: Queries,
  accountId: string,
  { action, actor, role, reason }: AuditEvent,
): Promise<void> {
  await db.insert(accountEvents).values({
    ...{ accountId, action, role, reason },
    actorIssuer: actor?.issuer,
    actorSubject: actor?.subject,
  });
}

/** The latest events of each of these accounts, the newest first. */
export async function readHistories(
  db: Queries,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, AccountEvent[]>> {
  const { accountId, id } = accountEvents;
  const rank = sql<number>`row_number() over (partition by ${accountId} order by ${id} desc)`;
  const ranked = db
    .select({ ...getTableColumns(accountEvents), rank: rank.as('rank') })
    .from(accountEvents)
    .where(inArray(accountId, [...accountIds]))
    .as('ranked');
  const rows = await db
    .select()
    .from(ranked)
    .where(lte(ranked.rank, LATEST_EVENTS))
    .orderBy(desc(ranked.id));
  const events = new Map<string, AccountEvent[]>();
  for (const row of rows) {
    events.set(row.accountId, [...(events.get(row.accountId) ?? []), toAccountEvent(row)]);
  }
  return events;
}
