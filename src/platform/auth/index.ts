/** The caller of a request, and what the caller may do. */
export {
  issuerKey,
  type AccessChange,
  type AccessChangeKind,
} from './access-changes/access-change.js';
export { AccessChangeLog, type AccessTransaction } from './access-changes/access-change-log.js';
export { createAccessChangeLog } from './access-changes/create-access-change-log.js';
export { AccessChangeFeed } from './access-changes/access-change-feed.js';
export { readAccess, type Access } from './access.js';
export { AccountSuspendedException } from './access-changes/account-suspended.exception.js';
export { AuthModule } from './auth.module.js';
export { Caller } from './caller.js';
export { CurrentCaller } from './current-caller.decorator.js';
export { Permissions, PermissionsSource } from './permissions.js';
export { Public } from './public.decorator.js';
export { requireAuthentication } from './require-authentication.js';
export {
  RequireAuthentication,
  type RequiredAuthentication,
} from './require-authentication.decorator.js';
export { RequirePermissions } from './require-permissions.decorator.js';
export { UnauthenticatedException } from './unauthenticated.exception.js';
export { RequireUser, requireUser, UserRequiredException } from './require-user.js';
export type { TrustedIssuer } from './trusted-issuer.js';
export { TrustedIssuers } from './trusted-issuers.js';
