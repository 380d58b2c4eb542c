import { sql } from 'drizzle-orm';
import { Database, type Queries } from '../../database/database.js';
import type { AccessChange } from './access-change.js';
import { AccessChangeLog, type AccessTransaction, type Deliver } from './access-change-log.js';
import { accessChanges } from './access-changes.table.js';

/** After this time no access token can be that old any more. */
const ACTIVE_DAYS = 31;
const BATCH = 10_000;

/** A row; one without a change still has the position. */
interface LogRow extends Record<string, unknown> {
  readonly position: string;
  readonly id: string | null;
}

const COLUMNS = sql.raw(
  `change.id::text as id, change.kind, change.issuer, change.subject, change.session, change.token, change.issued_before::float8 as "issuedBefore"`,
);

/**
 * Rows become visible in the order of commits, not of ids. A position is therefore the oldest
 * transaction that was not over when it was read: whatever appears later is of that or a later one.
 */
export class DatabaseAccessChangeLog extends AccessChangeLog {
  #delivered = new Set<string>();

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

  async readActive(deliver: Deliver): Promise<string> {
    await this.#adoptRestored();
    const position = await this.readSince('', () => undefined);
    for (let last = '0'; ;) {
      const { rows } = await this.database.run((db) =>
        db.execute<LogRow>(sql`
          select '' as position, ${COLUMNS}
          from ${accessChanges} as change
          where change.id > ${last}::bigint and kind <> 'permissions'
            and (kind in ('suspended', 'reinstated')
              or at > now() - make_interval(days => ${ACTIVE_DAYS}))
          order by change.id limit ${BATCH}`),
      );
      deliver(rows.map(toChange));
      const end = rows.at(-1)?.id;
      if (rows.length < BATCH || !end) return position;
      last = end;
    }
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

  async readSince(position: string, deliver: Deliver): Promise<string> {
    const isNew = position ? sql`change.transaction >= ${position}::text::xid8` : sql`false`;
    const { rows } = await this.database.run((db) =>
      db.execute<LogRow>(sql`
        select pg_snapshot_xmin(pg_current_snapshot())::text as position, ${COLUMNS}
        from (select 1) as always left join ${accessChanges} as change on ${isNew}
        order by change.id`),
    );
    const fresh = rows.filter(({ id }) => id !== null && !this.#delivered.has(id));
    this.#delivered = new Set(rows.flatMap(({ id }) => (id === null ? [] : [id])));
    deliver(fresh.map(toChange));
    return rows[0]?.position ?? position;
  }
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

/** A row has the columns of every kind; which of them are set depends on its kind. */
function toChange(row: LogRow): AccessChange {
  return row as unknown as AccessChange;
}
