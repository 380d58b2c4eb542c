import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { readAccess } from './access.js';
import { InsufficientPermissionsException } from './insufficient-permissions.exception.js';
import { Permissions } from './permissions.js';
import { requestOf } from './request-of.js';
import { requireUser } from './require-user.js';

/** Enforces `@RequireUser()` and `@RequirePermissions(…)`; runs after `GqlAuthGuard`. */
@Injectable()
export class PermissionsGuard implements CanActivate {
  constructor(private readonly permissions: Permissions) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { isForUsers, permissions } = readAccess(context.getHandler(), context.getClass());
    const { user: caller } = requestOf(context);
    if (isForUsers && caller) requireUser(caller);
    if (permissions.length === 0) return true;
    const isGranted = caller !== undefined && this.permissions.isGranted(caller, permissions);
    return typeof isGranted === 'boolean'
      ? allowOnly(isGranted, permissions)
      : isGranted.then((outcome) => allowOnly(outcome, permissions));
  }
}

function allowOnly(isGranted: boolean, required: readonly string[]): true {
  if (!isGranted) throw new InsufficientPermissionsException(required);
  return true;
}
