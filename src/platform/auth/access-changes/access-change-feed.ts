import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Database } from '../../database/database.js';
import type { AccessChange, AccessChangeKind } from './access-change.js';
import { accessChanges } from './access-changes.table.js';

const PERIOD_MS = 1_000;
/** After this time without an answer of the database, nothing that was read counts as current. */
const CURRENT_FOR_MS = 2_000;

interface FeedRow extends Record<string, unknown> {
  /** The oldest transaction that may still commit: the next read begins there. */
  readonly horizon: string;
  readonly id: string | null;
  readonly kind: AccessChangeKind;
  readonly issuer: string;
  readonly subject: string | null;
}

/**
 * Reads once a second what any replica recorded since. Rows become visible in the order of commits,
 * not of ids, so each read begins at the oldest transaction that was not over at the last one.
 */
@Injectable()
export class AccessChangeFeed implements OnApplicationShutdown {
  readonly #logger = new Logger(AccessChangeFeed.name);
  readonly #listeners = new Set<(change: AccessChange) => void>();
  #delivered = new Set<string>();
  #horizon: string | undefined;
  #readAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor(private readonly database: Database) {}

  /** True while every change that is older than 2 s was delivered. */
  get isCurrent(): boolean {
    return performance.now() - this.#readAt < CURRENT_FOR_MS;
  }

  /** The first listener starts the feed. It hears what is committed after the feed's first read. */
  subscribe(listener: (change: AccessChange) => void): void {
    this.#listeners.add(listener);
  }

  /** Starts to read, where it has not started yet. */
  start(): void {
    if (this.#timer || this.#isEnding) return;
    this.#schedule(0);
  }

  onApplicationShutdown(): void {
    this.#isEnding = true;
    clearTimeout(this.#timer);
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#read()
        // The database itself says once that it is away.
        .catch((error: unknown) => this.#logger.debug(String(error)))
        .finally(() => {
          if (!this.#isEnding) this.#schedule(PERIOD_MS);
        });
    }, delayMs).unref();
  }

  async #read(): Promise<void> {
    const startedAt = performance.now();
    const since = this.#horizon;
    const { rows } = await this.database.run((db) =>
      db.execute<FeedRow>(sql`
        select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
          change.id::text as id, change.kind, change.issuer, change.subject
        from (select 1) as always
        left join ${accessChanges} as change
          on ${since === undefined ? sql`false` : sql`change.transaction >= ${since}::text::xid8`}
        order by change.id`),
    );
    const fresh = rows.filter(({ id }) => id !== null && !this.#delivered.has(id));
    this.#delivered = new Set(rows.flatMap(({ id }) => (id === null ? [] : [id])));
    this.#horizon = rows[0]?.horizon ?? since;
    for (const { kind, issuer, subject } of fresh) this.#deliver({ kind, issuer, subject });
    this.#readAt = startedAt;
  }

  #deliver({
    subject,
    ...change
  }: Omit<AccessChange, 'subject'> & { subject: string | null }): void {
    if (subject === null) return;
    for (const listener of this.#listeners) listener({ ...change, subject });
  }
}
