/**
 * The database refused a statement. The message names the SQLSTATE and the statement, and never a
 * value: the driver's own errors hold the parameters and the row.
 */
export class QueryError extends Error {
  override readonly name = 'QueryError';

  constructor(
    /** https://www.postgresql.org/docs/current/errcodes-appendix.html, such as `23505`. */
    readonly sqlState: string,
    /** The constraint that the row violates, where there is one. */
    readonly constraint: string | undefined,
    statement: string | undefined,
  ) {
    super(
      [
        `PostgreSQL refused a statement with SQLSTATE ${sqlState}`,
        ...(constraint ? [`constraint ${constraint}`] : []),
        ...(statement ? [statement] : []),
      ].join(', '),
    );
  }
}
