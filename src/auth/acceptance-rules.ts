import type { RefusalReason } from '../errors/unauthenticated.exception.js';
import { UnauthenticatedException } from '../errors/unauthenticated.exception.js';
import type { Claims } from './claims.js';
import type { UnverifiedToken } from './compact-jws.js';
import type { TrustedIssuer } from './trusted-issuer.js';

type Header = UnverifiedToken['header'];
type Rule<Part> = readonly [RefusalReason, (part: Part, issuer: TrustedIssuer) => boolean];

/** Seconds by which the clocks of issuer and API may differ (RFC 7519, section 4.1.4). */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** RFC 9068, section 4; `JWT` and no type at all are what Auth0 and AuthAction send. */
const ACCESS_TOKEN_TYPES = ['jwt', 'at+jwt', 'application/at+jwt'];

/** What a header must say before its key is looked for (RFC 8725, sections 3.1 and 3.11). */
const HEADER_RULES: readonly Rule<Header>[] = [
  ['wrong_algorithm', ({ alg }, issuer) => alg === issuer.settings.algorithm],
  ['wrong_type', ({ typ }) => typ === undefined || isAccessTokenType(typ)],
  ['critical_header', (header) => !('crit' in header)],
  ['missing_key_id', ({ kid }) => isText(kid) && kid !== ''],
];

/** What verified claims must say. passport-jwt has judged signature, `exp` and `nbf` before. */
const CLAIM_RULES: readonly Rule<Claims>[] = [
  ['unknown_issuer', ({ iss }, issuer) => issuer.isNamed(iss)],
  ['wrong_audience', ({ aud }, issuer) => toList(aud).includes(issuer.settings.audience)],
  ['invalid_claims', ({ exp }) => Number.isFinite(exp)],
  ['invalid_claims', ({ iat }) => iat === undefined || Number.isFinite(iat)],
  [
    'token_not_yet_valid',
    ({ iat }) => iat === undefined || Number(iat) <= now() + CLOCK_TOLERANCE_SECONDS,
  ],
  ['invalid_claims', ({ sub }) => isText(sub) && sub !== '' && sub.length <= 255],
  ['not_an_access_token', (claims) => !isIdToken(claims)],
];

export function judgeHeader(header: Header, issuer: TrustedIssuer): void {
  judge(HEADER_RULES, header, issuer);
}

export function judgeClaims(claims: Claims, issuer: TrustedIssuer): void {
  judge(CLAIM_RULES, claims, issuer);
}

function judge<Part>(rules: readonly Rule<Part>[], part: Part, issuer: TrustedIssuer): void {
  for (const [reason, holds] of rules) {
    if (!holds(part, issuer)) throw new UnauthenticatedException(reason);
  }
}

function isAccessTokenType(typ: unknown): boolean {
  return isText(typ) && ACCESS_TOKEN_TYPES.includes(typ.toLowerCase());
}

/** Claims of OpenID Connect Core 1.0, sections 2 and 3.3.2.11; `typ` is how Keycloak marks them. */
function isIdToken({ nonce, at_hash: atHash, c_hash: codeHash, typ }: Claims): boolean {
  return nonce !== undefined || atHash !== undefined || codeHash !== undefined || typ === 'ID';
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function now(): number {
  return Date.now() / 1000;
}
