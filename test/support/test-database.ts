/** A database of a test's own, with all tables and no rows. */
export interface TestDatabase {
  /** Its `DATABASE_URL`. */
  readonly url: string;
  close(): Promise<void> | void;
}
