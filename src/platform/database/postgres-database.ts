import { Logger } from '@nestjs/common';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { CircuitBreaker } from '../upstream/circuit-breaker.js';
import { withDeadline } from '../upstream/deadline.js';
import { UnavailableException } from '../upstream/unavailable.exception.js';
import { UpstreamError } from '../upstream/upstream.error.js';
import { checkSchema, checkVersion } from './check-server.js';
import { createPool } from './create-pool.js';
import { Database, type Queries } from './database.js';
import { explainConnectionError } from './explain-connection-error.js';
import { readMigrations } from './migrations.js';
import { databaseUnavailable, translateError } from './translate-error.js';
import { UnusableDatabaseError } from './unusable-database.error.js';

/** Around one piece of work, with its wait for a connection. */
const DEADLINE_MS = 4_500;
/** How long no connection is opened after one failed, in seconds. */
const PAUSE_SECONDS = 1;
const END_MS = 1_000;

/** PostgreSQL behind a pool of connections. */
export class PostgresDatabase extends Database {
  readonly isConfigured = true;
  readonly isCreated = true;
  readonly #logger = new Logger('Database');
  readonly #pool: pg.Pool;
  readonly #queries = new WeakMap<pg.PoolClient, Queries>();
  readonly #circuit = new CircuitBreaker();
  #failure: unknown;
  #isChecked = false;
  #isUsable: boolean | undefined;

  constructor(url: string, poolSize: number) {
    super();
    this.#pool = createPool(url, poolSize);
  }

  /** An outage does not keep the API from starting; a schema that is behind does. */
  async open(): Promise<void> {
    await this.run(() => Promise.resolve()).catch((error: unknown) => {
      const cause = error instanceof UnavailableException ? error.cause : error;
      if (cause instanceof UnusableDatabaseError) throw cause;
    });
  }

  async close(): Promise<void> {
    await withDeadline(END_MS, this.#pool.end()).catch(() => undefined);
  }

  get connections() {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  protected execute<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return withDeadline(DEADLINE_MS, this.#run(work)).catch((error: unknown) => {
      throw error instanceof UpstreamError ? databaseUnavailable(error) : error;
    });
  }

  async #run<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    try {
      const result = await work(this.#queriesOf(client));
      client.release();
      return result;
    } catch (error) {
      const translated = translateError(error);
      const isBroken = translated instanceof UnavailableException;
      client.release(isBroken || client.getTransactionStatus() !== 'I');
      throw translated;
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    const { idleCount } = this.#pool;
    if (idleCount === 0 && this.#circuit.waitSeconds > 0) throw databaseUnavailable(this.#failure);
    const isNew = this.#opensConnection;
    const isProbe = isNew && this.#circuit.enter();
    try {
      const client = await this.#pool.connect();
      await this.#check(client);
      if (isProbe || this.#circuit.waitSeconds === 0) this.#close();
      return client;
    } catch (error) {
      // Others may be served well: a full pool has no connection left for this call alone.
      if (isNew) this.#open(error);
      throw databaseUnavailable(error);
    }
  }

  /** False where the next call gets a connection of the pool, or has to wait for one. */
  get #opensConnection(): boolean {
    const { totalCount, idleCount, options } = this.#pool;
    return !this.#isChecked || (idleCount === 0 && totalCount < (options.max ?? 0));
  }

  /** Once in the life of the process: a migration is applied before the code that needs it. */
  async #check(client: pg.PoolClient): Promise<void> {
    if (this.#isChecked) return;
    try {
      const db = this.#queriesOf(client);
      await checkVersion(db);
      await checkSchema(db, readMigrations());
      this.#isChecked = true;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  #queriesOf(client: pg.PoolClient): Queries {
    const known = this.#queries.get(client);
    if (known) return known;
    const queries = drizzle(client) as unknown as Queries;
    this.#queries.set(client, queries);
    return queries;
  }

  #open(error: unknown): void {
    this.#circuit.open(PAUSE_SECONDS);
    this.#failure = error;
    if (this.#isUsable === false) return;
    this.#isUsable = false;
    // With the first one the process does not start, or the operator has to do something.
    const why =
      error instanceof UnusableDatabaseError
        ? error.message
        : `DATABASE_URL: ${explainConnectionError(error)}. Until then, what needs the database answers SERVICE_UNAVAILABLE`;
    this.#logger.warn(why);
  }

  #close(): void {
    if (this.#circuit.isOpen) this.#circuit.close();
    if (this.#isUsable === false) this.#logger.log('The database answers again');
    this.#isUsable = true;
  }
}
