import type { Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { IS_PUBLIC } from './public.decorator.js';
import { REQUIRED_PERMISSIONS } from './require-permissions.decorator.js';
import {
  REQUIRED_AUTHENTICATION,
  type RequiredAuthentication,
} from './require-authentication.decorator.js';
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
  /** How the user must have logged in; all of them must hold. */
  readonly authentication: readonly RequiredAuthentication[];
}

const reflector = new Reflector();
/** Decorators do not change, so each method of a class is read once. */
const known = new WeakMap<Handler, WeakMap<Type, Access>>();

/** What the decorators of a method and its class say together. A requirement outranks `@Public()`. */
export function readAccess(handler: Handler, owner: Type): Access {
  const access = known.get(handler)?.get(owner);
  if (access) return access;
  const byOwner = known.get(handler) ?? new WeakMap<Type, Access>();
  known.set(handler, byOwner);
  const fresh = readDecorators([handler, owner]);
  byOwner.set(owner, fresh);
  return fresh;
}

function readDecorators(targets: Handler[]): Access {
  const isMarkedPublic = reflector.getAllAndOverride<boolean>(IS_PUBLIC, targets) ?? false;
  const permissions = reflector.getAllAndMerge<string[]>(REQUIRED_PERMISSIONS, targets);
  const authentication = reflector
    .getAll<(RequiredAuthentication | undefined)[]>(REQUIRED_AUTHENTICATION, targets)
    .filter((required) => required !== undefined);
  const isForUsers =
    authentication.length > 0 ||
    (reflector.getAllAndOverride<boolean>(USER_REQUIRED, targets) ?? false);
  return {
    isPublic: isMarkedPublic && !isForUsers && permissions.length === 0,
    isForUsers,
    permissions,
    authentication,
  };
}
