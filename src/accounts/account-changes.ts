import { BadRequestException, NotFoundException } from '@nestjs/common';
import { and, arrayContains, eq, isNull, ne, sql } from 'drizzle-orm';
import type { AccountsTransaction } from './account-transaction.js';
import type { Actor } from './actor.js';
import { ApiException } from '../platform/http/index.js';
import type { Queries } from '../platform/database/index.js';
import { recordEvent, type AuditEvent } from './account-events.js';
import { findAccountById } from './account-records.js';
import { accounts, type AccountRow } from './accounts.table.js';
import { keyOf } from './identity.js';
import { ADMINISTRATOR, type Role } from './roles.js';

/** What a caller needs for each of them. */
const MANAGE = 'manage:accounts';

interface Change extends AuditEvent {
  readonly kind: 'permissions' | 'suspended' | 'reinstated';
}

/*
 * Each of these runs in a transaction that `lockAccounts` has begun: the change, its row in the audit
 * table, and what tells the other replicas.
 */

export async function grantRole(
  tx: AccountsTransaction,
  id: string,
  role: Role,
  actor?: Actor,
): Promise<AccountRow> {
  actor?.requireRole(MANAGE);
  const account = await findTarget(tx, id, actor);
  if (account.roles.includes(role)) {
    throw new BadRequestException(`This account has the role ${role} already.`);
  }
  const roles = [...account.roles, role];
  return change(tx, id, { roles }, { action: 'ROLE_GRANTED', kind: 'permissions', actor, role });
}

export async function revokeRole(
  tx: AccountsTransaction,
  id: string,
  role: Role,
  actor?: Actor,
): Promise<AccountRow> {
  actor?.requireRole(MANAGE);
  const account = await findTarget(tx, id, actor);
  if (!account.roles.includes(role)) {
    throw new BadRequestException(`This account does not have the role ${role}.`);
  }
  if (role === ADMINISTRATOR) await requireAnotherAdministrator(tx.db, account);
  const roles = account.roles.filter((one) => one !== role);
  return change(tx, id, { roles }, { action: 'ROLE_REVOKED', kind: 'permissions', actor, role });
}

export async function suspend(
  tx: AccountsTransaction,
  id: string,
  reason: string,
  actor?: Actor,
): Promise<AccountRow> {
  const account = await findTarget(tx, id, actor);
  if (actor && keyOf(account) === keyOf(actor)) {
    throw new BadRequestException('You cannot suspend your own account.');
  }
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
  tx: AccountsTransaction,
  id: string,
  actor?: Actor,
): Promise<AccountRow> {
  const account = await findTarget(tx, id, actor);
  if (!account.suspendedAt) throw new BadRequestException('This account is not suspended.');
  return change(
    tx,
    id,
    { suspendedAt: null, suspensionReason: null },
    { action: 'REINSTATED', kind: 'reinstated', actor },
  );
}

/** @throws NotFoundException, ApiException where the account is beyond the actor's reach */
async function findTarget(
  { db }: AccountsTransaction,
  id: string,
  actor: Actor | undefined,
): Promise<AccountRow> {
  const account = await findAccountById(db, id);
  if (!account) throw new NotFoundException('There is no such account.');
  actor?.requireReach(MANAGE, account);
  return account;
}

/** Keeps the last administrator: without one, no role could be granted any more. */
export async function requireAnotherAdministrator(db: Queries, account: AccountRow): Promise<void> {
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
  tx: AccountsTransaction,
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
