import { printableLine } from '../../platform/logging/index.js';
import type { AccountEvent } from '../account-event.model.js';
import type { Account } from '../account.model.js';

const HEAD = ['STATUS', 'ROLES', 'LAST SEEN', 'ISSUER', 'SUBJECT', 'ID'];

export function formatList(accounts: readonly Account[]): string {
  if (accounts.length === 0) return 'No accounts.';
  const rows = accounts.map(({ status, roles, lastSeenAt, issuer, subject, id }) => [
    ...[status, roles.join(' ') || '-', toMinute(lastSeenAt), issuer, subject, id].map(
      printableLine,
    ),
  ]);
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [HEAD, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function formatAccount(account: Account, history: readonly AccountEvent[]): string {
  const { id, issuer, subject, status, suspensionReason, roles, permissions } = account;
  const lines: [string, string][] = [
    ['id', id],
    ['issuer', issuer],
    ['subject', subject],
    ...(account.name === null ? [] : [['name', account.name] as [string, string]]),
    ...(account.email === null ? [] : [['e-mail', account.email] as [string, string]]),
    ['status', suspensionReason === null ? status : `${status}: ${suspensionReason}`],
    ['roles', roles.join(' ') || '-'],
    ['permissions', permissions.join(' ') || '-'],
    ['created', toMinute(account.createdAt)],
    ['last seen', toMinute(account.lastSeenAt)],
    ...history.map((event): [string, string] => [toMinute(event.at), describeEvent(event)]),
  ];
  return lines.map(([name, value]) => `${name.padEnd(16)}  ${printableLine(value)}`).join('\n');
}

function describeEvent({ action, role, reason, actorIssuer, actorSubject }: AccountEvent): string {
  const actor = actorSubject === null ? 'the command' : `${actorSubject} of ${actorIssuer}`;
  return [action, ...(role ? [role] : []), `by ${actor}`, ...(reason ? [`: ${reason}`] : [])].join(
    ' ',
  );
}

function toMinute(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}
