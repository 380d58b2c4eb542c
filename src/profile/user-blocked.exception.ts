import { ApiException } from '../platform/http/index.js';

/** The issuer blocks this user, whose access token has not expired yet. */
export class UserBlockedException extends ApiException {
  constructor() {
    super({
      status: 403,
      code: 'FORBIDDEN',
      reason: 'user_blocked',
      message: 'This user is blocked.',
    });
  }
}
