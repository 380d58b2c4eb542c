import { SetMetadata } from '@nestjs/common';

export const REQUIRED_AUTHENTICATION = 'auth:authentication';

/** How and how recently a user must have logged in (RFC 9470). */
export interface RequiredAuthentication {
  /** One of these `acr` values (OpenID Connect Core 1.0, section 2), the preferred one first. */
  readonly acr?: string | readonly string[];
  /** Seconds since the login, of which `auth_time` tells the time. */
  readonly maxAgeSeconds?: number;
}

/**
 * Opens a resolver, or all of a class, only to users who logged in strongly or recently enough. Any
 * other gets 401 with a challenge that tells the client what to ask the issuer for (RFC 9470), and an
 * application that speaks for itself gets `FORBIDDEN`.
 *
 * @example
 * @RequireAuthentication({ maxAgeSeconds: 300 })
 */
export const RequireAuthentication = (required: RequiredAuthentication) =>
  SetMetadata(REQUIRED_AUTHENTICATION, checked(required));

/** `acr_values` is a list between spaces in a quoted header parameter. */
const ACR = /^[!#-[\]-~]+$/;

function checked(required: RequiredAuthentication): RequiredAuthentication {
  const { maxAgeSeconds } = required;
  const acrs = acrsOf(required);
  if (acrs.length === 0 && maxAgeSeconds === undefined) {
    throw new TypeError('@RequireAuthentication needs acr, maxAgeSeconds or both.');
  }
  if (!acrs.every((acr) => ACR.test(acr))) {
    throw new TypeError(
      'acr of @RequireAuthentication is printable ASCII without spaces and quotes.',
    );
  }
  if (maxAgeSeconds !== undefined && !(Number.isInteger(maxAgeSeconds) && maxAgeSeconds > 0)) {
    throw new TypeError('maxAgeSeconds of @RequireAuthentication is a whole number above 0.');
  }
  return required;
}

export function acrsOf({ acr = [] }: RequiredAuthentication): readonly string[] {
  return typeof acr === 'string' ? [acr] : acr;
}
