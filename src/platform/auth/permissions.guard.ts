import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InsufficientPermissionsException } from './insufficient-permissions.exception.js';
import { requestOf } from './request-of.js';
import { REQUIRED_PERMISSIONS } from './require-permissions.decorator.js';

/** Holds what `@RequirePermissions(…)` asks for; runs after `GqlAuthGuard`. */
@Injectable()
export class PermissionsGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    const required = this.reflector.getAllAndMerge<string[]>(REQUIRED_PERMISSIONS, targets);
    const held = requestOf(context).user?.permissions;
    const missing = required.filter((permission) => !held?.has(permission));
    if (missing.length > 0) throw new InsufficientPermissionsException(required);
    return true;
  }
}
