import pg from 'pg';
import { PACKAGE } from '../config/package.js';

/** For a connection to be made, or for one of the pool to be free. */
const CONNECT_MS = 2_000;
/** The server ends a statement after this time, and we give up on a server that does not. */
const STATEMENT_MS = 2_000;
const ANSWER_MS = 2_500;
const IDLE_IN_TRANSACTION_MS = 5_000;
const IDLE_MS = 30_000;

const ignore = () => undefined;

/** The pool of a process. What the URL sets, such as `application_name`, comes before what we set. */
export function createPool(url: string, size: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    application_name: PACKAGE.name,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
  });
  // The statement under way gets the error too; unheard, the event would end the process.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}
