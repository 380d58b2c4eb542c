import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { readAccess } from './access.js';
import { Permissions } from './permissions.js';
import { RefusalHints } from './refusal-hints.js';
import { requestOf } from './request-of.js';
import { requireUser } from './require-user.js';

/** Enforces `@RequireUser()` and `@RequirePermissions(…)`; runs after `GqlAuthGuard`. */
@Injectable()
export class PermissionsGuard implements CanActivate {
  constructor(
    private readonly permissions: Permissions,
    private readonly hints: RefusalHints,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { isForUsers, permissions } = readAccess(context.getHandler(), context.getClass());
    const { user: caller } = requestOf(context);
    if (isForUsers && caller) requireUser(caller);
    if (permissions.length === 0) return true;
    const decide = (isGranted: boolean): true => {
      if (!isGranted) throw this.hints.missingPermissions(permissions, caller);
      return true;
    };
    const isGranted = caller !== undefined && this.permissions.isGranted(caller, permissions);
    return typeof isGranted === 'boolean' ? decide(isGranted) : isGranted.then(decide);
  }
}
