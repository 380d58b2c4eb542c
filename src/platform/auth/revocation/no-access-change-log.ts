import type { Database } from '../../database/database.js';
import { AccessChangeLog } from './access-change-log.js';

/** Stands where there is no database: the answer is the database's own. */
export class NoAccessChangeLog extends AccessChangeLog {
  readonly isKept = false;

  constructor(private readonly database: Database) {
    super();
  }

  append(): Promise<never> {
    return this.#refuse();
  }

  transaction(): Promise<never> {
    return this.#refuse();
  }

  readActive(): Promise<never> {
    return this.#refuse();
  }

  readSince(): Promise<never> {
    return this.#refuse();
  }

  #refuse(): Promise<never> {
    return this.database.run(() => Promise.reject(new Error('This database keeps no changes.')));
  }
}
