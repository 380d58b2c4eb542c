import type { IssuerSettings } from '../../config/settings.js';
import { count, printable, printableTime, printableValues } from '../../logging/printable.js';
import { settingOf, type Hint, type RefusedRequest } from './refused-request.js';
import type { RefusalReason } from './unauthenticated.exception.js';

const LOG_IN_AGAIN = 'log in again and send the new access token';

export const HINTS: Readonly<Record<RefusalReason, Hint>> = {
  token_missing: ({ authorization }) => [
    authorization === undefined
      ? 'the request has no Authorization header'
      : `the scheme of the Authorization header is ${schemeOf(authorization)}`,
    'this field needs an access token',
    'send "Authorization: Bearer TOKEN"',
  ],
  malformed_authorization: () => [
    'the Authorization header is broken, or there are several',
    'it is a scheme such as "Bearer", a space and one token',
    'send it once, without quotes and commas',
  ],
  token_too_large: ({ token }) => [
    `the token has ${token.length} bytes`,
    'at most 8192 are read',
    'put less into the token',
  ],
  opaque_token: ({ token, audience, ...request }) => [
    `the token has ${count(token.split('.').length, 'part')}`,
    'a signed JWT has 3',
    `ask for the audience ${printable(audience)} (${audienceVariable(request)}) at login`,
  ],
  malformed_token: ({ token }) => [
    `the token has ${count(token.split('.').length, 'part')} and ${token.length} bytes`,
    'a signed JWT is three parts of base64url with dots between them',
    'send it whole, as it was issued',
  ],
  unknown_issuer: ({ claims, issuers }) => [
    `iss is ${printable(claims.iss)}`,
    describeIssuers(issuers),
    'log in there, or correct the setting',
  ],
  wrong_algorithm: ({ header, issuer }) => [
    `alg is ${printable(header['alg'])}`,
    `the algorithm of ${issuer.variable} is ${issuer.algorithm}`,
    issuer.kind === 'oidc'
      ? 'set OIDC_ALGORITHM, or choose that algorithm at the issuer'
      : 'choose that algorithm in the settings of the API at the issuer',
  ],
  wrong_type: ({ header, issuer }) => [
    `typ is ${printable(header['typ'])}`,
    issuer.tokenProfile === 'any'
      ? 'the typ of an access token is JWT or at+jwt'
      : `${settingOf(issuer, 'TOKEN_PROFILE')} is rfc9068, so typ is at+jwt`,
    'send the access token, or change the profile of the tokens at the issuer',
  ],
  critical_header: ({ header }) => [
    `crit is ${printable(header['crit'])} and b64 is ${printable(header['b64'])}`,
    'no header extension is supported',
    'switch it off at the issuer',
  ],
  missing_key_id: ({ header, issuer }) => [
    `kid is ${printable(header['kid'])}`,
    `it is the kid of a key that ${printable(issuer.address)} publishes`,
    'have the issuer name its key',
  ],
  unknown_key: ({ header, issuer }) => [
    `kid is ${printable(header['kid'])}`,
    `${printable(issuer.address)} does not publish that key now`,
    `${LOG_IN_AGAIN}: the key was withdrawn, or belongs to another environment`,
  ],
  invalid_signature: ({ header, issuer }) => [
    `kid is ${printable(header['kid'])}`,
    `the signature is not by that key of ${printable(issuer.address)}`,
    `send the token whole and unchanged, or ${LOG_IN_AGAIN}`,
  ],
  token_expired: ({ claims }) => [
    `exp is ${printableTime(claims.exp)}`,
    `it is ${new Date().toISOString()}`,
    'refresh the token',
  ],
  token_lifetime: ({ claims }) => [
    `iat is ${printableTime(claims.iat)} and exp is ${printableTime(claims.exp)}`,
    'a revocation is remembered for 31 days, so no token may be valid for longer',
    'shorten the lifetime of access tokens at the issuer',
  ],
  token_revoked: () => [
    'the token is genuine and did not expire',
    'it was revoked, or its issuer no longer accepts it',
    LOG_IN_AGAIN,
  ],
  token_not_yet_valid: ({ claims }) => [
    `nbf is ${printableTime(claims.nbf)} and iat is ${printableTime(claims.iat)}`,
    `it is ${new Date().toISOString()}`,
    'set the clocks of issuer and API',
  ],
  wrong_audience: ({ claims, audience, ...request }) => [
    request.issuer.audienceClaim === 'aud'
      ? `aud is ${printable(claims.aud)}`
      : printableValues(claims, ['aud', 'client_id']),
    request.issuer.audienceClaim === 'aud'
      ? `${audienceVariable(request)} is ${printable(audience)}`
      : `OIDC_AUDIENCE is ${printable(audience)}, the client_id of a token without an aud`,
    "ask for the API's audience at login",
  ],
  invalid_claims: ({ claims, issuer }) => [
    printableValues(claims, ['sub', 'exp', 'nbf', 'iat', 'client_id', 'jti']),
    issuer.tokenProfile === 'any'
      ? 'sub is a text of 1 to 255 characters, exp is a number, nbf and iat are numbers or missing'
      : `${settingOf(issuer, 'TOKEN_PROFILE')} is rfc9068: sub, client_id and jti are texts, exp and iat numbers`,
    'have the issuer send complete access tokens',
  ],
  not_an_access_token: ({ claims }) => [
    printableValues(claims, ['nonce', 'at_hash', 'c_hash', 'typ', 'token_use', 'events']),
    'an access token has none of nonce, at_hash, c_hash, events, and neither the typ "ID" nor the token_use "id"',
    'send the access token that came with it',
  ],
  token_binding_unsupported: ({ claims }) => [
    `cnf holds ${printable(Object.keys(Object(claims['cnf'])))}`,
    'this API cannot check such a binding',
    'switch the binding of tokens (sender constraining, mutual TLS) off at the issuer',
  ],
  client_not_allowed: ({ claims, issuer }) => [
    printableValues(claims, ['azp', 'client_id', 'cid', 'appid']),
    `${settingOf(issuer, 'ALLOWED_CLIENTS')} is ${printable(issuer.allowedClients)}`,
    'add the client ID there, or log in with an allowed application',
  ],
};

/** Of a header without a scheme nothing is shown: it may be a token. */
function schemeOf(authorization: string): string {
  const scheme = /^([a-z]{1,20}) /i.exec(authorization)?.[1];
  return scheme === undefined ? 'missing' : printable(scheme);
}

/** `AUTH0_DOMAIN is "https://a/" or "https://b/" and OIDC_ISSUER_URL is "https://c/"` */
function describeIssuers(issuers: readonly IssuerSettings[]): string {
  return [...new Set(issuers.map(({ variable }) => variable))]
    .map((variable) => {
      const ofVariable = issuers.filter((issuer) => issuer.variable === variable);
      const addresses = ofVariable.map(({ address }) => printable(address)).join(' or ');
      return `${variable} is ${addresses}`;
    })
    .join(' and ');
}

/** The setting that names the audience of a resource. */
function audienceVariable({ issuer, resource }: Pick<RefusedRequest, 'issuer' | 'resource'>) {
  return resource === undefined ? settingOf(issuer, 'AUDIENCE') : 'MCP_URL';
}
