import { BadRequestException, NotFoundException } from '@nestjs/common';
import { and, arrayContains, eq, isNull, ne, sql } from 'drizzle-orm';
import type { AccessTransaction } from '../platform/auth/index.js';
import { ApiException } from '../platform/http/index.js';
import type { Queries } from '../platform/database/index.js';
import { recordEvent, type AuditEvent } from './account-events.js';
import { findAccountById } from './account-records.js';
import { accounts, type AccountRow } from './accounts.table.js';
import type { Identity } from './identity.js';
import { ADMINISTRATOR, type Role } from './roles.js';

/** A number that no other use of advisory locks takes. */
const LOCK = 30_800_000_015;

interface Change extends AuditEvent {
  readonly kind: 'permissions' | 'suspended' | 'reinstated';
}

/*
 * Each of these runs in a transaction of its own: the change, its row in the audit table, and what
 * tells the other replicas. One at a time, so that two administrators cannot demote each other.
 */

export async function grantRole(
  tx: AccessTransaction,
  id: string,
  role: Role,
  actor?: Identity,
): Promise<AccountRow> {
  const account = await lock(tx, id);
  if (account.roles.includes(role)) {
    throw new BadRequestException(`This account has the role ${role} already.`);
  }
  const roles = [...account.roles, role];
  return change(tx, id, { roles }, { action: 'ROLE_GRANTED', kind: 'permissions', actor, role });
}

export async function revokeRole(
  tx: AccessTransaction,
  id: string,
  role: Role,
  actor?: Identity,
): Promise<AccountRow> {
  const account = await lock(tx, id);
  if (!account.roles.includes(role)) {
    throw new BadRequestException(`This account does not have the role ${role}.`);
  }
  if (role === ADMINISTRATOR) await requireAnotherAdministrator(tx.db, account);
  const roles = account.roles.filter((one) => one !== role);
  return change(tx, id, { roles }, { action: 'ROLE_REVOKED', kind: 'permissions', actor, role });
}

export async function suspend(
  tx: AccessTransaction,
  id: string,
  reason: string,
  actor?: Identity,
): Promise<AccountRow> {
  const account = await lock(tx, id);
  if (account.suspendedAt) throw new BadRequestException('This account is suspended already.');
  await requireAnotherAdministrator(tx.db, account);
  return change(
    tx,
    id,
    { suspendedAt: sql`now()`, suspensionReason: reason },
    { action: 'SUSPENDED', kind: 'suspended', actor, reason },
  );
}

export async function reinstate(
  tx: AccessTransaction,
  id: string,
  actor?: Identity,
): Promise<AccountRow> {
  const account = await lock(tx, id);
  if (!account.suspendedAt) throw new BadRequestException('This account is not suspended.');
  return change(
    tx,
    id,
    { suspendedAt: null, suspensionReason: null },
    { action: 'REINSTATED', kind: 'reinstated', actor },
  );
}

/**
 * Ends every access token that was issued until now. Tokens name the second in which they were
 * issued, so the whole of this second counts as before; the result says when it is over.
 */
export async function signOut(
  tx: AccessTransaction,
  account: AccountRow,
  actor?: Identity,
): Promise<{ readonly secondsLeft: number }> {
  const { rows } = await tx.db.execute<{ now: number }>(
    sql`select extract(epoch from clock_timestamp())::float8 as now`,
  );
  const now = rows[0]?.now ?? Date.now() / 1000;
  const issuedBefore = Math.floor(now) + 1;
  await recordEvent(tx.db, account.id, { action: 'SIGNED_OUT', actor });
  const { issuer, subject } = account;
  await tx.record({ kind: 'signed_out', issuer, subject, issuedBefore });
  return { secondsLeft: issuedBefore - now };
}

/** Waits for other changes of accounts to end; what is read afterwards stays as it is. */
async function lock(tx: AccessTransaction, id: string): Promise<AccountRow> {
  await tx.db.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
  const account = await findAccountById(tx.db, id);
  if (!account) throw new NotFoundException('There is no such account.');
  return account;
}

/** Keeps the last administrator: without one, no role could be granted any more. */
async function requireAnotherAdministrator(db: Queries, account: AccountRow): Promise<void> {
  if (!account.roles.includes(ADMINISTRATOR) || account.suspendedAt) return;
  const others = await db.$count(
    accounts,
    and(
      arrayContains(accounts.roles, [ADMINISTRATOR]),
      isNull(accounts.suspendedAt),
      ne(accounts.id, account.id),
    ),
  );
  if (others > 0) return;
  throw new ApiException({
    status: 400,
    code: 'BAD_USER_INPUT',
    reason: 'last_administrator',
    message: 'This account is the last administrator: grant the role ADMIN to another one first.',
  });
}

async function change(
  tx: AccessTransaction,
  id: string,
  values: Parameters<ReturnType<typeof tx.db.update<typeof accounts>>['set']>[0],
  { action, kind, actor, role, reason }: Change,
): Promise<AccountRow> {
  const [row] = await tx.db.update(accounts).set(values).where(eq(accounts.id, id)).returning();
  if (!row) throw new Error('The account is gone.');
  await recordEvent(tx.db, id, { action, actor, role, reason });
  await tx.record({ kind, issuer: row.issuer, subject: row.subject });
  return row;
}
