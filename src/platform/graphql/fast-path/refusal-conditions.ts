import { EXCEPTION_FILTERS_METADATA } from '@nestjs/common/constants.js';
import type { ApplicationConfig } from '@nestjs/core';
import type { GqlAuthGuard } from '../../auth/gql-auth.guard.js';
import { HttpErrorFilter } from '../../http/http-error.filter.js';

/** Options of Nest that may put something around a resolver and its guards. */
const AROUND_RESOLVERS = ['directiveResolvers', 'transformResolvers', 'transformSchema'];

/** True where the guard decides first of all, and nothing changes what it throws. */
export function isGuardAlone(
  guard: GqlAuthGuard,
  config: ApplicationConfig,
  options: object,
): boolean {
  return (
    config.getGlobalGuards()[0] === guard &&
    config.getGlobalRequestFilters().length === 0 &&
    config.getGlobalFilters().every((filter) => filter instanceof HttpErrorFilter) &&
    Object.entries(options).every(
      ([name, value]) => value === undefined || !AROUND_RESOLVERS.includes(name),
    )
  );
}

/** @param target a method or a class, which may have `@UseFilters()` */
export function isWithoutFilters(target: object): boolean {
  return !Reflect.hasMetadata(EXCEPTION_FILTERS_METADATA, target);
}
