import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InsufficientPermissionsException } from './insufficient-permissions.exception.js';
import { Permissions } from './permissions.js';
import { requestOf } from './request-of.js';
import { REQUIRED_PERMISSIONS } from './require-permissions.decorator.js';

/** Enforces `@RequirePermissions(…)`; runs after `GqlAuthGuard`. */
@Injectable()
export class PermissionsGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly permissions: Permissions,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const required = this.reflector.getAllAndMerge<string[]>(REQUIRED_PERMISSIONS, targets);
    if (required.length === 0) return true;
    const { user: caller } = requestOf(context);
    const isGranted = caller !== undefined && this.permissions.isGranted(caller, required);
    return typeof isGranted === 'boolean'
      ? allowOnly(isGranted, required)
      : isGranted.then((outcome) => allowOnly(outcome, required));
  }
}

function allowOnly(isGranted: boolean, required: readonly string[]): true {
  if (!isGranted) throw new InsufficientPermissionsException(required);
  return true;
}
