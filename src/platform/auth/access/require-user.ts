import { ForbiddenException, SetMetadata } from '@nestjs/common';
import type { Caller } from '../caller.js';

export const USER_REQUIRED = 'auth:user';

/**
 * Opens a resolver, or all of a class, only to access tokens of users: an application that speaks
 * for itself (client credentials) gets `FORBIDDEN`.
 */
export const RequireUser = () => SetMetadata(USER_REQUIRED, true);

/** A machine token where a user is needed. */
export class UserRequiredException extends ForbiddenException {
  constructor() {
    super('This access token belongs to an application, not to a user.');
  }
}

/**
 * Refuses an application that speaks for itself. Services call it where a resolver could forget
 * `@RequireUser()`.
 *
 * @throws UserRequiredException
 */
export function requireUser({ isApplication }: Caller): void {
  if (isApplication) throw new UserRequiredException();
}
