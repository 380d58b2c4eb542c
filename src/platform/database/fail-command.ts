import { inspect } from 'node:util';
import { HttpException } from '@nestjs/common';
import { InvalidEnvironmentError } from '../config/invalid-environment.error.js';
import { UnavailableException } from '../upstream/unavailable.exception.js';
import { explainConnectionError } from './explain-connection-error.js';
import { UnusableDatabaseError } from './unusable-database.error.js';

/** Ends a command that works on the database: an expected error with one line, a defect with its stack. */
export function failCommand(error: unknown): never {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (error instanceof UnavailableException && error.cause) return describeOutage(error.cause);
  const isExpected =
    error instanceof HttpException ||
    error instanceof UnusableDatabaseError ||
    error instanceof InvalidEnvironmentError;
  return isExpected ? error.message : inspect(error);
}

function describeOutage(cause: unknown): string {
  if (cause instanceof UnusableDatabaseError) return cause.message;
  return `DATABASE_URL: ${explainConnectionError(cause)}.`;
}
