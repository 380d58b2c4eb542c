import { ApiException } from '../http/api.exception.js';
import { Database } from './database.js';

/** Used when `DATABASE_URL` is not set. */
export class NoDatabase extends Database {
  readonly isConfigured = false;
  readonly isCreated = false;
  readonly connections = {};

  open(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  protected execute(): Promise<never> {
    return Promise.reject(
      new ApiException({
        status: 501,
        code: 'NOT_CONFIGURED',
        message: 'This API runs without a database: its operator has to set DATABASE_URL.',
      }),
    );
  }
}
