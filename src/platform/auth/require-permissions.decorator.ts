import { SetMetadata } from '@nestjs/common';

export const REQUIRED_PERMISSIONS = 'auth:permissions';

/**
 * Opens a resolver only to access tokens that carry all of these permissions: Auth0's
 * `permissions` claim where the token has one, else the `scope` claim (RFC 9068, section 2.2.3).
 */
export const RequirePermissions = (...permissions: [string, ...string[]]) =>
  SetMetadata(REQUIRED_PERMISSIONS, permissions);
