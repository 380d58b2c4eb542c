/** The database cannot be used as it is; the message says what the operator has to do. */
export class UnusableDatabaseError extends Error {
  override readonly name = 'UnusableDatabaseError';
}
