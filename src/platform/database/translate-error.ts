import { BadRequestException, HttpException } from '@nestjs/common';
import { UnavailableException } from '../upstream/unavailable.exception.js';
import { DriverError } from './driver-error.js';
import { QueryError } from './query.error.js';

/** Seconds. */
const RETRY_AFTER = 2;

/**
 * SQLSTATEs, or how they begin, that say nothing about the statement: the connection broke, the
 * server lacks resources, shuts down, is read only, took too long, or two transactions collided.
 */
const TEMPORARY = ['08', '25006', '25P03', '40001', '40P01', '53', '55P03', '57', '58'];

/** PostgreSQL stores every character but U+0000, which only an argument can hold. */
const UNSTORABLE = '22021';

/** pg has no codes for its own failures. */
const FAILURES_OF_PG = [
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed',
  'Query read timeout',
];

/**
 * What the caller of `Database.run` gets instead of an error of the driver, whose message and
 * properties hold values.
 */
export function translateError(error: unknown): unknown {
  if (error instanceof HttpException) return error;
  const driver = new DriverError(error);
  if (isTemporary(driver)) return databaseUnavailable(error);
  const { sqlState, constraint, statement } = driver;
  if (sqlState === UNSTORABLE) {
    return new BadRequestException('A text holds a character that cannot be stored.');
  }
  return sqlState ? new QueryError(sqlState, constraint, statement) : error;
}

export function databaseUnavailable(cause?: unknown): UnavailableException {
  return new UnavailableException('The database is not available.', RETRY_AFTER, cause);
}

function isTemporary(driver: DriverError): boolean {
  const { sqlState, code } = driver;
  if (sqlState) return TEMPORARY.some((start) => sqlState.startsWith(start));
  return /^E[A-Z]+$/.test(code ?? '') || FAILURES_OF_PG.some((text) => driver.says(text));
}
