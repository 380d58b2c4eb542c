import { ForbiddenException } from '@nestjs/common';
import type { Caller } from './caller.js';

/** A machine token where a user is needed. */
export class UserRequiredException extends ForbiddenException {
  constructor() {
    super('This access token belongs to an application, not to a user.');
  }
}

/**
 * Refuses an application that speaks for itself.
 *
 * @throws UserRequiredException
 */
export function requireUser({ isApplication }: Caller): void {
  if (isApplication) throw new UserRequiredException();
}
