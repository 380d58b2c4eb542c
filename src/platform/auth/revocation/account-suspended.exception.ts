import { ApiException } from '../../http/api.exception.js';

/** The caller's account is suspended. */
export class AccountSuspendedException extends ApiException {
  constructor() {
    super({
      status: 403,
      code: 'FORBIDDEN',
      reason: 'account_suspended',
      message: 'This account is suspended.',
    });
  }
}
