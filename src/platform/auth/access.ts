import type { Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { IS_PUBLIC } from './public.decorator.js';
import { REQUIRED_PERMISSIONS } from './require-permissions.decorator.js';
import { USER_REQUIRED } from './require-user.js';

// The shape of what `Reflector` accepts.
type Handler = Parameters<Reflector['get']>[1];

/** Who may call a resolver or a route. */
export interface Access {
  /** No access token is needed. */
  readonly isPublic: boolean;
  /** The token must belong to a user, not to an application. */
  readonly isForUsers: boolean;
  /** All of them are needed. */
  readonly permissions: readonly string[];
}

const reflector = new Reflector();

/** What the decorators of a method and its class say together. A requirement outranks `@Public()`. */
export function readAccess(handler: Handler, owner: Type): Access {
  const targets = [handler, owner];
  const isForUsers = reflector.getAllAndOverride<boolean>(USER_REQUIRED, targets) ?? false;
  const permissions = reflector.getAllAndMerge<string[]>(REQUIRED_PERMISSIONS, targets);
  const isMarkedPublic = reflector.getAllAndOverride<boolean>(IS_PUBLIC, targets) ?? false;
  return {
    isPublic: isMarkedPublic && !isForUsers && permissions.length === 0,
    isForUsers,
    permissions,
  };
}
