import type { Queries } from '../../database/database.js';
import type { AccessChange } from './access-change.js';

/** A transaction of the database that changes what somebody may do. */
export interface AccessTransaction {
  readonly db: Queries;
  /** Tells every replica of the change, if the transaction takes effect. */
  record(change: AccessChange): Promise<void>;
}

/** A part of the list of changes, bounded in rows. */
export interface AccessChangePage {
  readonly changes: readonly AccessChange[];
  /** Where the next page begins. */
  readonly position: string;
  /** True where the whole list begins anew: every change that still counts follows. */
  readonly isFirst: boolean;
  /** True where nothing follows that was recorded before this read began. */
  readonly isLast: boolean;
}

/** Claims of a verified token, by which changes name it. */
export interface TokenNames {
  readonly subject: string;
  readonly session?: string | undefined;
  readonly token?: string | undefined;
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

  /**
   * Reads the page after a position. Without one, or where the position is that of another list (a
   * restored database, another server), the page is the first of all changes that a token may still
   * be subject to. A change may come twice, those of one account in their order.
   */
  abstract read(position?: string): Promise<AccessChangePage>;

  /**
   * Every `signed_out`, `session_ended` and `token_revoked` that names the subject, the session or
   * the token, at any issuer: several of one kind may come as one, with the latest moment.
   *
   * @param db the transaction that asks, where the log is in the same database
   */
  abstract find(names: TokenNames, db?: Queries): Promise<readonly AccessChange[]>;
}
