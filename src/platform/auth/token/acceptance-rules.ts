import {
  UnauthenticatedException,
  type RefusalReason,
} from '../refusals/unauthenticated.exception.js';
import type { IssuerSettings, TokenProfile } from '../../config/settings.js';
import { isForApi, names } from './audience.js';
import { isIdentifier, isText, type Claims } from './claims.js';
import type { UnverifiedToken } from './compact-jws.js';
import { thumbprintOf } from './confirmation.js';
import type { TrustedIssuer } from '../issuers/trusted-issuer.js';

type Rule<Part> = readonly [RefusalReason, (part: Part, issuer: TrustedIssuer) => boolean];

/** Seconds by which the clocks of issuer and API may differ (RFC 7519, section 4.1.4). */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** How long a token may be valid in all where revocations are kept: each is remembered for as long. */
export const MAXIMUM_TOKEN_SECONDS = 31 * 24 * 60 * 60;

/** RFC 9068, section 4; `JWT` and no type at all are what Auth0 and AuthAction send. */
const TYPES: Readonly<Record<TokenProfile, (typ: unknown) => boolean>> = {
  any: (typ) => typ === undefined || isOneOf(['jwt', 'at+jwt', 'application/at+jwt'], typ),
  rfc9068: (typ) => isOneOf(['at+jwt', 'application/at+jwt'], typ),
};

/** RFC 7518, section 3.4: r and s, 32 bytes each. */
const ES256_SIGNATURE_BYTES = 64;

/** What a token must look like before its key is looked for (RFC 8725, sections 3.1 and 3.11). */
const TOKEN_RULES: readonly Rule<UnverifiedToken>[] = [
  ['wrong_algorithm', ({ header }, issuer) => header['alg'] === issuer.settings.algorithm],
  ['wrong_type', ({ header: { typ } }, { settings }) => TYPES[settings.tokenProfile](typ)],
  ['critical_header', ({ header }) => !('crit' in header)],
  // RFC 7797, section 7: the payload of a JWT is always encoded.
  ['critical_header', ({ header }) => header['b64'] !== false],
  ['missing_key_id', ({ header: { kid } }) => isText(kid) && kid !== ''],
  [
    'invalid_signature',
    ({ header, signature }) =>
      header['alg'] !== 'ES256' || signature.length === ES256_SIGNATURE_BYTES,
  ],
];

/**
 * Judged before the signature as well, because most refused tokens are old: this one costs no
 * verification, whoever signed it.
 */
const TIME_RULES: readonly Rule<Claims>[] = [
  ['token_not_yet_valid', ({ nbf }) => !isNumber(nbf) || nbf <= now() + CLOCK_TOLERANCE_SECONDS],
  ['token_expired', ({ exp }) => !isNumber(exp) || exp > now() - CLOCK_TOLERANCE_SECONDS],
];

/** What verified claims must say. passport-jwt has judged signature, `exp` and `nbf` before. */
const CLAIM_RULES: readonly Rule<Claims>[] = [
  // Once more: before the keys were fetched, the issuer had not said how it spells its name.
  ['unknown_issuer', ({ iss }, issuer) => issuer.isNamed(iss)],
  // Before the audience: that of an ID token is the application that logged in.
  ['not_an_access_token', (claims) => !isIdToken(claims) && claims['events'] === undefined],
  [
    'wrong_audience',
    (claims, { settings, audiences }) => isForApi(claims, settings) || names(claims, audiences),
  ],
  ['invalid_claims', ({ exp }) => Number.isFinite(exp)],
  ['invalid_claims', ({ nbf }) => nbf === undefined || Number.isFinite(nbf)],
  ['invalid_claims', ({ iat }) => iat === undefined || Number.isFinite(iat)],
  [
    'token_not_yet_valid',
    ({ iat }) => iat === undefined || Number(iat) <= now() + CLOCK_TOLERANCE_SECONDS,
  ],
  ['invalid_claims', ({ sub }) => isIdentifier(sub)],
  [
    'invalid_claims',
    (claims, { settings }) => settings.tokenProfile === 'any' || isRfc9068(claims),
  ],
  ['client_not_allowed', (claims, { settings }) => isClientAllowed(claims, settings)],
  // Whether the client has the key is judged for each request.
  [
    'token_binding_unsupported',
    (claims) => claims['cnf'] === undefined || thumbprintOf(claims) !== undefined,
  ],
];

export function judgeToken(token: UnverifiedToken, issuer: TrustedIssuer): void {
  judge(TOKEN_RULES, token, issuer);
}

export function judgeTimes(claims: Claims, issuer: TrustedIssuer): void {
  judge(TIME_RULES, claims, issuer);
}

export function judgeClaims(claims: Claims, issuer: TrustedIssuer): void {
  judge(CLAIM_RULES, claims, issuer);
}

/** For an application that keeps revocations; without `iat`, the lifetime counts from now on. */
export function judgeLifetime({ exp, iat }: Claims): void {
  const seconds = Number(exp) - Number(iat ?? now());
  if (seconds > MAXIMUM_TOKEN_SECONDS) throw UnauthenticatedException.because('token_lifetime');
}

function judge<Part>(rules: readonly Rule<Part>[], part: Part, issuer: TrustedIssuer): void {
  for (const [reason, holds] of rules) {
    if (!holds(part, issuer)) throw UnauthenticatedException.because(reason);
  }
}

function isOneOf(types: readonly string[], typ: unknown): boolean {
  return isText(typ) && types.includes(typ.toLowerCase());
}

/** Claims of OpenID Connect Core 1.0, sections 2 and 3.3.2.11, and the marks of Keycloak and Cognito. */
function isIdToken({ nonce, at_hash: atHash, c_hash: codeHash, typ, token_use }: Claims): boolean {
  const isMarked = typ === 'ID' || token_use === 'id';
  return isMarked || [nonce, atHash, codeHash].some((claim) => claim !== undefined);
}

/** RFC 9068, section 2.2; the rules above ask for its other claims of every token. */
function isRfc9068({ client_id: clientId, iat, jti }: Claims): boolean {
  return [clientId, jti].every((text) => isText(text) && text !== '') && iat !== undefined;
}

/** `azp` and `client_id`; `cid` is Okta's name, and `appid` that of Entra's version 1.0. */
function isClientAllowed(claims: Claims, { allowedClients }: IssuerSettings): boolean {
  if (allowedClients === undefined) return true;
  const clients = ['azp', 'client_id', 'cid', 'appid']
    .map((name) => claims[name])
    .filter((client) => client !== undefined);
  return clients.length > 0 && clients.every((one) => isText(one) && allowedClients.includes(one));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function now(): number {
  return Date.now() / 1000;
}
