import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { UnavailableException } from '../upstream/unavailable.exception.js';
import { databaseWork } from './database.metrics.js';

interface Rows<Row> {
  readonly rows: Row[];
}

interface RowsHKT extends PgQueryResultHKT {
  readonly type: Rows<this['row']>;
}

/** Drizzle's query builder. */
export type Queries = PgDatabase<RowsHKT>;

/**
 * The one PostgreSQL database of this process. Every statement is bounded in time, and an outage is
 * told from a defect.
 */
export abstract class Database {
  /** False without `DATABASE_URL` in production: then all work is answered NOT_CONFIGURED. */
  abstract readonly isConfigured: boolean;

  /** False for an embedded database that was never used: it holds nothing that has to be read. */
  abstract readonly isCreated: boolean;

  /** How many connections are in which state, for the metrics. */
  abstract readonly connections: Readonly<Record<string, number>>;

  /** Before anything else. @throws UnusableDatabaseError where the operator has to do something */
  abstract open(): Promise<void>;

  /** After everything else; ends connections, and gives the embedded database free. */
  abstract close(): Promise<void>;

  /**
   * Runs queries one after the other over one connection.
   *
   * @throws UnavailableException when the database is down or slow, QueryError when it refuses a
   *   statement, and whatever `work` throws
   */
  async run<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const publish = (outcome: 'ok' | 'failed' | 'unavailable') =>
      databaseWork.publish({ outcome, durationMs: performance.now() - startedAt });
    try {
      const result = await this.execute(work);
      publish('ok');
      return result;
    } catch (error) {
      publish(error instanceof UnavailableException ? 'unavailable' : 'failed');
      throw error;
    }
  }

  /**
   * Runs queries that take effect together or not at all: what `work` throws rolls them back.
   * Each statement sees what was committed before it, whatever the server's default is.
   */
  transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T> {
    return this.run((db) => db.transaction(work, { isolationLevel: 'read committed' }));
  }

  protected abstract execute<T>(work: (db: Queries) => Promise<T>): Promise<T>;
}
