import { sql, type SQL } from 'drizzle-orm';
import type { AccessChangePage } from './access-change-log.js';
import { REVOCATION_SECONDS, type AccessChange } from './access-change.js';
import { accessChanges } from './access-changes.table.js';

/** Rows of one page. */
const PAGE_ROWS = 5_000;

type Text = string | null;

/** Some rows of the list, as one statement reads them. */
export interface LogPart extends Record<string, unknown> {
  /** Names the list: another server, or a table that was made anew, has another one. */
  readonly source: string;
  /** `pg_current_snapshot()` of the statement. */
  readonly snapshot: string;
  readonly rows: readonly LogRow[];
}

type LogRow = readonly [
  ...[id: string, transaction: string, kind: string, issuer: string],
  ...[subject: Text, session: Text, token: Text, issuedBefore: number | null],
];

/** How far the list was read. Transactions and ids are numbers of 64 bits, so they are texts. */
export interface LogPosition {
  readonly source: string;
  /** Every row that this snapshot sees was read, or is read now where `isWhole`. */
  readonly since: string;
  /** True while the whole list is read, in the order of ids. */
  readonly isWhole: boolean;
  /** The snapshot up to which is read now; undefined where the next page is the first after `since`. */
  readonly until?: string | undefined;
  /** The last row that was read of the part that is read now. */
  readonly transaction: string;
  readonly id: string;
}

/** The numbers of a snapshot: transactions from `end` on were not begun, `running` were not over. */
function parseSnapshot(snapshot: string): { end: string; running: string } {
  const [, end = '0', running = ''] = snapshot.split(':');
  return { end, running: `{${running}}` };
}

/** @param before the position that the rows follow; undefined for the first page of all */
export function toPage(
  { source, snapshot, rows }: LogPart,
  before: LogPosition | undefined,
): AccessChangePage {
  const isLast = rows.length < PAGE_ROWS;
  const [id, transaction] = rows.at(-1) ?? ['0', '0'];
  const { since = snapshot, isWhole = true, until = snapshot } = before ?? {};
  const position: LogPosition = isLast
    ? { source, since: isWhole ? since : until, isWhole: false, transaction: '0', id: '0' }
    : { source, since, isWhole, until, transaction, id };
  return {
    changes: rows.map(toChange),
    position: JSON.stringify(position),
    isFirst: before === undefined,
    isLast,
  };
}

/** A row has the columns of every kind; which of them are set depends on its kind. */
function toChange([, , kind, issuer, subject, session, token, issuedBefore]: LogRow): AccessChange {
  return { kind, issuer, subject, session, token, issuedBefore } as AccessChange;
}

/** What a token may still be subject to, from an id on. */
export function selectActive(id: string): SQL {
  return sql`
    select * from ${accessChanges}
    where id > ${id}::bigint and kind <> 'permissions'
      and (kind in ('suspended', 'reinstated')
        or greatest(at, to_timestamp(issued_before)) > now() - make_interval(secs => ${REVOCATION_SECONDS}))
    order by id limit ${PAGE_ROWS}`;
}

/** What a snapshot does not see. Each half reads its own part of the index, in its order. */
export function selectSince({ since, until, transaction, id }: LogPosition): SQL {
  const { end, running } = parseSnapshot(since);
  const limit = until === undefined ? undefined : parseSnapshot(until).end;
  const isBelow = limit === undefined ? sql`` : sql`and transaction < ${limit}::text::xid8`;
  const [fromTransaction, fromId] =
    BigInt(transaction) < BigInt(end) ? [end, '0'] : [transaction, id];
  const order = sql`order by transaction, id limit ${PAGE_ROWS}`;
  return sql`
    (select * from ${accessChanges}
      where transaction = any(${running}::text::xid8[])
        and (transaction, id) > (${transaction}::text::xid8, ${id}::bigint) ${order})
    union all
    (select * from ${accessChanges}
      where (transaction, id) > (${fromTransaction}::text::xid8, ${fromId}::bigint) ${isBelow} ${order})
    ${order}`;
}
