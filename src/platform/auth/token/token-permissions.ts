import type { IssuerSettings } from '../../config/settings.js';
import type { Claims } from './claims.js';

/**
 * The permissions that a token holds: those of the first claim that is there. An absent claim means
 * that the issuer does not use it; an empty one that nothing is permitted.
 */
export function readPermissions(
  claims: Claims,
  issuer: IssuerSettings,
  isApplication: boolean,
): ReadonlySet<string> {
  const name = claimNames(issuer, isApplication).find((claim) => claims[claim] !== undefined);
  return new Set(name === undefined ? [] : toList(claims[name], name));
}

/**
 * With RBAC off, Auth0 grants a user any scope that an application asks for: there `scope` is not a
 * permission. An application's scopes are limited by its client grant.
 */
function claimNames(
  { kind, permissionsClaim }: IssuerSettings,
  isApplication: boolean,
): readonly string[] {
  if (permissionsClaim !== undefined) return [permissionsClaim];
  if (kind !== 'auth0') return ['permissions', 'scope', 'scp'];
  return isApplication ? ['permissions', 'scope'] : ['permissions'];
}

/** An array, or what RFC 6749, section 3.3, calls a scope: names between spaces. */
function toList(value: unknown, claim: string): readonly string[] {
  if (Array.isArray(value)) return value.filter((name) => typeof name === 'string');
  const isScope = typeof value === 'string' && claim !== 'permissions';
  return isScope ? value.split(' ').filter(Boolean) : [];
}
