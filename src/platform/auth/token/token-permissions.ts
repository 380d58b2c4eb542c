import { isJsonObject } from '../../upstream/json-object.js';
import type { IssuerSettings } from '../../config/settings.js';
import type { Claims } from './claims.js';

/**
 * The permissions that a token holds: those of the one claim that the issuer's settings name. No other
 * claim replaces it: most issuers grant a scope because a client asked for it.
 */
export function readPermissions(
  claims: Claims,
  { kind, permissionsClaim }: IssuerSettings,
  isApplication: boolean,
): ReadonlySet<string> {
  const found = readClaim(claims, permissionsClaim);
  // At Auth0 an application's scopes are limited by its client grant; a user's are not with RBAC off.
  const isScoped = found === undefined && kind === 'auth0' && isApplication;
  return new Set(isScoped ? toList(claims['scope'], 'scope') : toList(found, permissionsClaim));
}

/** A claim by its exact name, else by a path such as Keycloak's `realm_access.roles`. */
export function readClaim(claims: Claims, name: string): unknown {
  return ownMember(claims, name) ?? name.split('.').reduce<unknown>(ownMember, claims);
}

function ownMember(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** An array, or what RFC 6749, section 3.3, calls a scope: names between spaces. */
function toList(value: unknown, claim: string): readonly string[] {
  if (Array.isArray(value)) return value.filter((name) => typeof name === 'string');
  const isScope = typeof value === 'string' && claim !== 'permissions';
  return isScope ? value.split(' ').filter(Boolean) : [];
}
