import { sql, type SQL } from 'drizzle-orm';
import { Database, type Queries } from '../../database/database.js';
import type { AccessChange } from './access-change.js';
import {
  AccessChangeLog,
  type AccessChangePage,
  type AccessTransaction,
  type TokenNames,
} from './access-change-log.js';
import { accessChanges } from './access-changes.table.js';
import {
  selectActive,
  selectSince,
  toPage,
  type LogPart,
  type LogPosition,
} from './log-position.js';

/** As a list, which is read in a fraction of the time. Numbers of 64 bits are texts. */
const ROW = sql.raw(
  'json_build_array(id::text, transaction::text, kind, issuer, subject, session, token, issued_before)',
);

/** Another server, one that was promoted, and a table that was restored each have another one. */
const SOURCE = sql`concat_ws(' ', (select system_identifier from pg_control_system()),
  (select timeline_id from pg_control_checkpoint()), pg_relation_filenode('access_changes'))`;

/**
 * The log in PostgreSQL. Rows become visible in the order of commits, not of ids, so a position is a
 * snapshot: what it does not see is of a transaction that was running then, or of a later one. A
 * transaction that stays open, in whichever database of the server, costs one look into an index.
 */
export class DatabaseAccessChangeLog extends AccessChangeLog {
  constructor(private readonly database: Database) {
    super();
  }

  get isKept(): boolean {
    return this.database.isCreated;
  }

  append(change: AccessChange, logoutToken?: string): Promise<boolean> {
    return this.database.run((db) => insert(db, change, logoutToken));
  }

  transaction<T>(work: (tx: AccessTransaction) => Promise<T>): Promise<T> {
    return this.database.transaction((db) =>
      work({ db, record: async (change) => void (await insert(db, change)) }),
    );
  }

  async read(position?: string): Promise<AccessChangePage> {
    const before = position === undefined ? undefined : (JSON.parse(position) as LogPosition);
    if (!before) await this.#adoptRestored();
    const part = await this.#readPart(before);
    return before && part.source !== before.source ? this.read() : toPage(part, before);
  }

  async find(names: TokenNames, db?: Queries): Promise<readonly AccessChange[]> {
    const read = (queries: Queries) => queries.execute(selectConcerning(names));
    const { rows } = await (db ? read(db) : this.database.run(read));
    return rows as unknown as AccessChange[];
  }

  /**
   * Rows out of another server's backup name transactions that are still to come on this one: until
   * it gets there, each read would deliver them again.
   */
  async #adoptRestored(): Promise<void> {
    await this.database.run((db) =>
      db.execute(sql`
        update ${accessChanges} set transaction = '0'
        where transaction >= pg_snapshot_xmax(pg_current_snapshot())`),
    );
  }

  async #readPart(before: LogPosition | undefined): Promise<LogPart> {
    const isWhole = before?.isWhole ?? true;
    const rows = before && !isWhole ? selectSince(before) : selectActive(before?.id ?? '0');
    const order = sql.raw(isWhole ? 'id' : 'transaction, id');
    const statement = sql`
      select ${SOURCE} as source, pg_current_snapshot()::text as snapshot,
        coalesce(json_agg(${ROW} order by ${order}), '[]') as rows
      from (${rows}) as change`;
    const { rows: parts } = await (before?.until === undefined
      ? this.database.run((db) => db.execute<LogPart>(statement))
      : this.database.transaction((tx) => executeInOrder(tx, statement)));
    const [part] = parts;
    if (!part) throw new Error('An aggregate returned no row.');
    return part;
  }
}

/** Without it, the statistics of a table that just grew have all that is left sorted for each page. */
async function executeInOrder(tx: Queries, statement: SQL) {
  await tx.execute(sql`set local enable_bitmapscan = off`);
  return tx.execute<LogPart>(statement);
}

/** One row for each kind and issuer, however often a user has logged out. */
function selectConcerning({ subject, session, token }: TokenNames): SQL {
  const branch = (isConcerned: SQL) => sql`
    (select kind, issuer, max(subject) as subject, max(session) as session, max(token) as token,
        max(issued_before)::float8 as "issuedBefore"
      from ${accessChanges} where ${isConcerned} group by kind, issuer)`;
  return sql.join(
    [
      branch(sql`subject = ${subject} and kind in ('signed_out', 'session_ended')`),
      ...(session === undefined ? [] : [branch(sql`session = ${session}`)]),
      ...(token === undefined ? [] : [branch(sql`token = ${token}`)]),
    ],
    sql` union all `,
  );
}

/** False where the logout token is known. */
async function insert(db: Queries, change: AccessChange, logoutToken?: string): Promise<boolean> {
  const recorded = await db
    .insert(accessChanges)
    .values({ ...change, logoutToken })
    .onConflictDoNothing()
    .returning({ id: accessChanges.id });
  return recorded.length > 0;
}
