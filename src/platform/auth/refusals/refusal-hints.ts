import { Injectable } from '@nestjs/common';
import { withTrailingSlash } from '../../config/issuer-url.js';
import { Settings, type IssuerSettings } from '../../config/settings.js';
import { stateOf } from '../../http/request-state.js';
import type { Caller } from '../caller.js';
import { readCompactJws } from '../token/compact-jws.js';
import { HINTS } from './hint-texts.js';
import { settingOf } from './refused-request.js';
import { InsufficientPermissionsException } from '../access/insufficient-permissions.exception.js';
import { printable, printableTime } from '../../logging/printable.js';
import { acrsOf, type RequiredAuthentication } from '../access/require-authentication.decorator.js';
import { InsufficientAuthenticationException } from '../access/require-authentication.js';
import type { HeldRequest } from '../token/credentials.js';
import {
  isRefusalReason,
  type RefusalReason,
  type UnauthenticatedException,
} from './unauthenticated.exception.js';

/** Explains refusals to developers. In production it adds nothing to them. */
@Injectable()
export class RefusalHints {
  constructor(private readonly settings: Settings) {}

  explain(refusal: UnauthenticatedException, request: HeldRequest): UnauthenticatedException {
    const { isProduction, issuers } = this.settings;
    if (isProduction || refusal.hint !== undefined || !isRefusalReason(refusal.reason))
      return refusal;
    const { authorization } = request.raw.headers;
    const hint = hintFor(refusal.reason, authorization, issuers, stateOf(request).resource);
    return hint === undefined ? refusal : refusal.withHint(hint);
  }

  missingPermissions(
    required: readonly string[],
    caller: Caller,
  ): InsufficientPermissionsException {
    const hint = this.settings.isProduction ? undefined : permissionHint(required, caller);
    return new InsufficientPermissionsException(required, hint);
  }

  insufficientLogin(
    required: RequiredAuthentication,
    caller: Caller,
  ): InsufficientAuthenticationException {
    const hint = this.settings.isProduction ? undefined : loginHint(required, caller);
    return new InsufficientAuthenticationException(required, hint);
  }
}

/** What the token says; what the API expects; what to do. */
export function hintFor(
  reason: RefusalReason,
  authorization: string | undefined,
  issuers: readonly IssuerSettings[],
  resource?: string,
): string | undefined {
  const token = authorization?.replace(/^[a-z]+ +/i, '') ?? '';
  const { header, claims } = readCompactJws(token) ?? { header: {}, claims: {} };
  const issuer = issuers.find(({ address }) => isSameIssuer(address, claims.iss)) ?? issuers[0];
  if (!issuer) return undefined;
  const audience = resource ?? issuer.audience;
  const request = { authorization, token, header, claims, issuers, issuer, audience, resource };
  return HINTS[reason](request).join('; ');
}

function permissionHint(
  required: readonly string[],
  { permissions, isApplication, issuer }: Caller,
): string {
  const says = `the token permits ${printable([...permissions])}`;
  const expected = `this field needs ${printable(required)}`;
  if (issuer.kind !== 'auth0') {
    const setting = settingOf(issuer, 'PERMISSIONS_CLAIM');
    const place = `the claim ${printable(issuer.permissionsClaim)} (${setting})`;
    return `${says}; ${expected}; have the issuer grant it in ${place}, and log in again`;
  }
  const remedy = isApplication
    ? 'authorize the application for it in the settings of the API'
    : 'enable RBAC with "Add Permissions in the Access Token", give the user a role with it, and log in again';
  return `${says}; ${expected}; ${remedy}`;
}

function loginHint(required: RequiredAuthentication, { login, issuer }: Caller): string {
  const { maxAgeSeconds } = required;
  const needs = [
    ...(required.acr === undefined ? [] : [`the acr ${acrsOf(required).join(' or ')}`]),
    ...(maxAgeSeconds === undefined ? [] : [`a login at most ${maxAgeSeconds} s ago`]),
  ];
  const remedy =
    issuer.kind === 'auth0'
      ? 'log in again with acr_values or max_age, and have an Action add both claims to the token'
      : 'log in again with acr_values or max_age';
  return [
    `acr is ${printable(login.acr)} and auth_time is ${printableTime(login.authTime)}`,
    `this field needs ${needs.join(' and ')}`,
    remedy,
  ].join('; ');
}

function isSameIssuer(address: string, iss: unknown): boolean {
  return typeof iss === 'string' && withTrailingSlash(address) === withTrailingSlash(iss);
}
