import { SetMetadata } from '@nestjs/common';

export const REQUIRED_PERMISSIONS = 'auth:permissions';

/**
 * Opens a resolver only to callers who hold all of these permissions: from the access token (see
 * `token-permissions.ts`) or from a `PermissionsSource` of the application.
 */
export const RequirePermissions = (...permissions: [string, ...string[]]) =>
  SetMetadata(REQUIRED_PERMISSIONS, permissions);
