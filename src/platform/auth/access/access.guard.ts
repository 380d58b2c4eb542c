import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { readAccess, type Access } from './access.js';
import { callerOf, type Caller } from '../caller.js';
import { Permissions } from './permissions.js';
import { RefusalHints } from '../refusals/refusal-hints.js';
import { isLoginSufficient } from './require-authentication.js';
import { requireUser } from './require-user.js';
import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';

/**
 * Enforces `@RequireUser()`, `@RequirePermissions(…)` and `@RequireAuthentication(…)`; runs after
 * `GqlAuthGuard`.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly permissions: Permissions,
    private readonly hints: RefusalHints,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = readAccess(context.getHandler(), context.getClass());
    if (access.isPublic) return true;
    const caller = callerOf(context);
    if (!caller) throw UnauthenticatedException.because('token_missing');
    if (access.isForUsers) requireUser(caller);
    const isGranted = this.permissions.isGranted(caller, access.permissions);
    return typeof isGranted === 'boolean'
      ? this.decide(caller, access, isGranted)
      : isGranted.then((outcome) => this.decide(caller, access, outcome));
  }

  /** The permission first: a fresh login does not help without it. */
  private decide(caller: Caller, access: Access, isGranted: boolean): true {
    if (!isGranted) throw this.hints.missingPermissions(access.permissions, caller);
    const missed = access.authentication.find((required) => !isLoginSufficient(caller, required));
    if (missed) throw this.hints.insufficientLogin(missed, caller);
    return true;
  }
}
