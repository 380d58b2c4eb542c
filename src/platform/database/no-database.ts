import { ApiException } from '../http/api.exception.js';
import { Database } from './database.js';

/** Stands where `DATABASE_URL` is not set. */
export class NoDatabase extends Database {
  readonly isConfigured = false;
  readonly connections = {};

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
