import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import type { PGlite } from '@electric-sql/pglite';
import { Database, type Queries } from '../database.js';
import { applyMigrations, readMigrations } from '../migrations.js';
import { databaseUnavailable, translateError } from '../translate-error.js';
import { UnusableDatabaseError } from '../unusable-database.error.js';
import { FolderLock } from './folder-lock.js';
import { dataFolderOf, openPglite } from './open-pglite.js';

interface Opened {
  readonly client: PGlite;
  readonly queries: Queries;
}

/**
 * PostgreSQL inside this process, for development and tests. It opens on first use, applies the
 * migrations itself, and belongs to one process at a time.
 */
export class EmbeddedDatabase extends Database {
  readonly isConfigured = true;
  readonly connections = {};
  readonly #logger = new Logger('Database');
  readonly #lock: FolderLock;
  #opened: Promise<Opened> | undefined;
  #warning: string | undefined;

  constructor(private readonly folder: string) {
    super();
    this.#lock = new FolderLock(folder);
  }

  open(): Promise<void> {
    if (this.#lock.otherOwner !== undefined) this.#warn(this.#explainLock());
    return Promise.resolve();
  }

  get isCreated(): boolean {
    return existsSync(dataFolderOf(this.folder));
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    await opened?.client.close();
    this.#lock.release();
  }

  protected async execute<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      // The next call tries again: the other process may be gone by then.
      this.#opened = undefined;
      throw error;
    });
    const { queries } = await this.#opened;
    return work(queries).catch((error: unknown) => {
      throw translateError(error);
    });
  }

  async #open(): Promise<Opened> {
    try {
      if (!this.#lock.acquire()) throw new UnusableDatabaseError(this.#explainLock());
      const client = await openPglite(this.folder, (line) => this.#logger.log(line));
      try {
        return { client, queries: await prepare(client) };
      } catch (error) {
        await client.close();
        throw error;
      }
    } catch (error) {
      this.#warn(error instanceof UnusableDatabaseError ? error.message : this.#explain(error));
      throw databaseUnavailable(error);
    }
  }

  #explainLock(): string {
    return (
      `The embedded database in ${this.folder} belongs to process ${this.#lock.otherOwner}, and to one process at a time. ` +
      `Stop that one, or set DATABASE_URL. (If it is not this API, delete ${this.#lock.file}.)`
    );
  }

  #explain(error: unknown): string {
    const why = error instanceof Error ? error.message : String(error);
    return `The embedded database in ${this.folder} cannot be opened: delete the folder to start afresh. ${why}`;
  }

  #warn(warning: string): void {
    if (warning === this.#warning) return;
    this.#warning = warning;
    this.#logger.warn(`${warning} Until then, what needs the database answers SERVICE_UNAVAILABLE`);
  }
}

async function prepare(client: PGlite): Promise<Queries> {
  const { drizzle } = await import('drizzle-orm/pglite');
  const queries = drizzle(client) as unknown as Queries;
  await applyMigrations(queries, readMigrations());
  return queries;
}
