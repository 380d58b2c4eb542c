import {
  judgeClaims,
  judgeTimes,
  judgeToken,
} from '../../src/platform/auth/token/acceptance-rules.js';
import {
  parseCompactJws,
  type UnverifiedToken,
} from '../../src/platform/auth/token/compact-jws.js';
import { Credentials } from '../../src/platform/auth/token/credentials.js';
import { hintFor } from '../../src/platform/auth/refusals/refusal-hints.js';
import { TrustedIssuer } from '../../src/platform/auth/issuers/trusted-issuer.js';
import {
  isRefusalReason,
  UnauthenticatedException,
  type RefusalReason,
} from '../../src/platform/auth/refusals/unauthenticated.exception.js';
import type { IssuerSettings } from '../../src/platform/config/settings.js';

/** One rule of the API that a token breaks. */
export interface BrokenRule {
  readonly reason: RefusalReason;
  /** What the token says, what the API expects, what to do. */
  readonly hint: string;
}

/**
 * The rules of the API that a token breaks, judged by the API's own code as far as that is possible
 * without the issuer: its keys and its discovery document are not asked. Several at once, because an
 * old token is expired, whatever else is wrong with it.
 */
export function findBrokenRules(token: string, issuers: readonly IssuerSettings[]): BrokenRule[] {
  const reasons = findReasons(token, issuers);
  return [...new Set(reasons)].map((reason) => ({
    reason,
    hint: hintFor(reason, `Bearer ${token}`, issuers) ?? '',
  }));
}

/** The trusted issuer that a token names, whatever its slash: only the issuer's document knows that. */
export function findIssuer(
  { claims }: UnverifiedToken,
  issuers: readonly IssuerSettings[],
): TrustedIssuer | undefined {
  return issuers.map((one) => new TrustedIssuer(one)).find((one) => one.isNamed(claims.iss));
}

function findReasons(token: string, issuers: readonly IssuerSettings[]): RefusalReason[] {
  const unreadable = reasonOf(() => {
    new Credentials('Bearer', token).requireForm();
    parseCompactJws(token);
  });
  if (unreadable) return [unreadable];
  const unverified = parseCompactJws(token);
  const issuer = findIssuer(unverified, issuers);
  if (!issuer) return ['unknown_issuer'];
  return [
    ...listOf(reasonOf(() => judgeToken(unverified, issuer))),
    ...listOf(reasonOf(() => judgeClaims(unverified.claims, issuer))),
    ...listOf(reasonOf(() => judgeTimes(unverified.claims, issuer))),
  ];
}

function reasonOf(judge: () => void): RefusalReason | undefined {
  try {
    judge();
    return undefined;
  } catch (error) {
    if (error instanceof UnauthenticatedException && isRefusalReason(error.reason)) {
      return error.reason;
    }
    throw error;
  }
}

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
