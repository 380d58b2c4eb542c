import { ForbiddenException } from '@nestjs/common';

/** A valid access token without a permission that the resolver asks for: RFC 6750, section 3.1. */
export class InsufficientPermissionsException extends ForbiddenException {
  constructor(readonly permissions: readonly string[]) {
    super(`This access token lacks the permission ${permissions.join(' ')}.`);
  }
}
