/** The caller of a request, and what the caller may do. */
export { type AccessChange, type AccessChangeKind } from './revocation/access-change.js';
export {
  AccessChangeLog,
  type AccessChangePage,
  type AccessTransaction,
  type TokenNames,
} from './revocation/access-change-log.js';
export { createAccessChangeLog } from './revocation/create-access-change-log.js';
export { AccessChangeFeed } from './revocation/access-change-feed.js';
export { AccessChanges } from './revocation/access-changes.js';
export { RecordedRevocations } from './revocation/recorded-revocations.js';
export { Revocations } from './revocation/revocations.js';
export { issuerKey, userKey } from './issuers/issuer-key.js';
export { readAccess, type Access } from './access/access.js';
export { AccountSuspendedException } from './revocation/account-suspended.exception.js';
export { AuthModule } from './auth.module.js';
export { CostsPoints } from './access/costs-points.decorator.js';
export { Caller, callerOf, callerOfRequest } from './caller.js';
export { InsufficientPermissionsException } from './access/insufficient-permissions.exception.js';
/** Its `authenticate()` judges a request that no resolver and no route serves. */
export { GqlAuthGuard } from './gql-auth.guard.js';
export { CurrentCaller } from './current-caller.decorator.js';
export { Permissions, PermissionsSource } from './access/permissions.js';
export { Public } from './access/public.decorator.js';
export { requireAuthentication } from './access/require-authentication.js';
export {
  RequireAuthentication,
  type RequiredAuthentication,
} from './access/require-authentication.decorator.js';
export { RequirePermissions } from './access/require-permissions.decorator.js';
export { readClaim } from './token/token-permissions.js';
export { ClaimsRule, type ClaimsRefusal } from './token/claims-rule.js';
export { UnauthenticatedException } from './refusals/unauthenticated.exception.js';
export { RequireUser, requireUser, UserRequiredException } from './access/require-user.js';
export type { TrustedIssuer } from './issuers/trusted-issuer.js';
export { TrustedIssuers } from './issuers/trusted-issuers.js';
