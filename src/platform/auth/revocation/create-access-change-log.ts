import type { Database } from '../../database/database.js';
import { AccessChangeLog } from './access-change-log.js';

/** The log of this application. Loads the query builder only where there is a database. */
export async function createAccessChangeLog(database: Database): Promise<AccessChangeLog> {
  if (!database.isConfigured) return new NoAccessChangeLog(database);
  const { DatabaseAccessChangeLog } = await import('./database-access-change-log.js');
  return new DatabaseAccessChangeLog(database);
}

/** Used when there is no database: each call is answered as the database itself answers. */
class NoAccessChangeLog extends AccessChangeLog {
  readonly isKept = false;
  readonly append = this.#refuse;
  readonly transaction = this.#refuse;
  readonly read = this.#refuse;
  readonly find = this.#refuse;

  constructor(private readonly database: Database) {
    super();
  }

  #refuse(): Promise<never> {
    return this.database.run(() => Promise.reject(new Error('This database keeps no changes.')));
  }
}
