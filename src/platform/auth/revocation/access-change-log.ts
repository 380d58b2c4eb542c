import type { Queries } from '../../database/database.js';
import type { AccessChange } from './access-change.js';

export type Deliver = (changes: readonly AccessChange[]) => void;

/** A transaction of the database that changes what somebody may do. */
export interface AccessTransaction {
  readonly db: Queries;
  /** Tells every replica of the change, if the transaction takes effect. */
  record(change: AccessChange): Promise<void>;
}

/**
 * Where all replicas find the changes. To keep them elsewhere than in PostgreSQL, write another class
 * and return it from `createAccessChangeLog`.
 */
export abstract class AccessChangeLog {
  /** False where changes cannot be recorded: then no list of them has to be read either. */
  abstract readonly isKept: boolean;

  /**
   * Appends a change that belongs to no transaction.
   *
   * @param logoutToken the `jti` of the logout token that asks for it
   * @returns false where that logout token was recorded before
   */
  abstract append(change: AccessChange, logoutToken?: string): Promise<boolean>;

  /**
   * Runs work in a transaction of the database, with the changes that it records. A log in the same
   * database records them in the transaction, so that they take effect together. A log elsewhere
   * appends them after the commit, and where it cannot, throws: the change is made, and replicas do
   * not hear of it.
   */
  abstract transaction<T>(work: (tx: AccessTransaction) => Promise<T>): Promise<T>;

  /** Delivers each change that a token may still be subject to; returns the position after them. */
  abstract readActive(deliver: Deliver): Promise<string>;

  /** Delivers what was added after a position, some of it perhaps twice; returns the next position. */
  abstract readSince(position: string, deliver: Deliver): Promise<string>;
}
