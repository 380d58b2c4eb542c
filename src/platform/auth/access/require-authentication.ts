import { ApiException } from '../../http/api.exception.js';
import { CLOCK_TOLERANCE_SECONDS } from '../token/acceptance-rules.js';
import type { Caller } from '../caller.js';
import { acrsOf, type RequiredAuthentication } from './require-authentication.decorator.js';
import { requireUser } from './require-user.js';

/** The reason of a 401 that a fresher or stronger login resolves. */
export const INSUFFICIENT_AUTHENTICATION = 'insufficient_user_authentication';

/** A valid access token of a login that is too weak or too old: RFC 9470, section 3. */
export class InsufficientAuthenticationException extends ApiException {
  constructor(
    readonly required: RequiredAuthentication,
    hint?: string,
  ) {
    super({
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'Unauthorized',
      reason: INSUFFICIENT_AUTHENTICATION,
      hint,
      headers: { 'www-authenticate': challenge(required) },
    });
  }
}

/**
 * Refuses a caller whose login is too weak or too old. A resolver calls it where the arguments decide;
 * where they do not, `@RequireAuthentication()` does the same.
 *
 * @throws InsufficientAuthenticationException, UserRequiredException
 */
export function requireAuthentication(caller: Caller, required: RequiredAuthentication): void {
  requireUser(caller);
  if (!isLoginSufficient(caller, required)) throw new InsufficientAuthenticationException(required);
}

export function isLoginSufficient({ login }: Caller, required: RequiredAuthentication): boolean {
  const { acr, authTime } = login;
  const acrs = acrsOf(required);
  if (acrs.length > 0 && !(acr !== undefined && acrs.includes(acr))) return false;
  if (required.maxAgeSeconds === undefined) return true;
  const age = authTime === undefined ? Infinity : Date.now() / 1000 - authTime;
  return age >= -CLOCK_TOLERANCE_SECONDS && age <= required.maxAgeSeconds + CLOCK_TOLERANCE_SECONDS;
}

function challenge(required: RequiredAuthentication): string {
  const acrs = acrsOf(required);
  return [
    `Bearer error="${INSUFFICIENT_AUTHENTICATION}"`,
    'error_description="A fresher or stronger login is needed"',
    ...(acrs.length > 0 ? [`acr_values="${acrs.join(' ')}"`] : []),
    ...(required.maxAgeSeconds === undefined ? [] : [`max_age="${required.maxAgeSeconds}"`]),
  ].join(', ');
}
