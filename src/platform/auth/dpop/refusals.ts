import { settingOf } from '../refusals/refused-request.js';
import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';
import type { Caller } from '../caller.js';

/** What a request with a bound token, or in this scheme, is refused for. */
export const DPOP_REFUSALS = {
  dpop_scheme_needed: 'The access token is bound to a key by DPoP, so it is not a bearer token',
  dpop_proof_missing: 'The access token is bound to a key, and the request has no DPoP proof',
  dpop_proof_invalid: 'The DPoP proof does not fit the request, the access token or its key',
  dpop_proof_used: 'The DPoP proof was used before: each request needs a new one',
  dpop_nonce_needed: 'The DPoP proof needs the nonce of the header DPoP-Nonce',
  token_not_bound: 'The access token is not bound to a key by DPoP',
} as const;

export type DpopReason = keyof typeof DPOP_REFUSALS;

/** RFC 9449, sections 7.1 and 9. */
const ERRORS: Readonly<Record<DpopReason, string>> = {
  dpop_scheme_needed: 'invalid_token',
  dpop_proof_missing: 'invalid_dpop_proof',
  dpop_proof_invalid: 'invalid_dpop_proof',
  dpop_proof_used: 'invalid_dpop_proof',
  dpop_nonce_needed: 'use_dpop_nonce',
  token_not_bound: 'invalid_token',
};

/** What the request says; what the API expects; what to do. For developers alone. */
export type DpopHint = readonly [says: string, expected: string, remedy: string];

/** For refusals that are the same for all requests. */
export const DPOP_HINTS = {
  dpop_scheme_needed: [
    'cnf holds the thumbprint of a key (jkt)',
    'a token with a key is sent as "Authorization: DPoP TOKEN" beside a proof in the header DPoP',
    'send both, or switch DPoP off at the login',
  ],
  dpop_proof_missing: [
    'the request has no DPoP header',
    'the token is bound to a key (cnf.jkt)',
    'send a proof that is signed with that key, such as by the npm package dpop',
  ],
  dpop_proof_used: [
    'a proof of that key and jti was accepted before',
    'each request has a proof of its own',
    'make a new one for each attempt, also when a request is repeated',
  ],
  signature: [
    'its signature is not by the key in its jwk',
    'a proof is signed with the private key of its jwk',
    'send the proof whole and unchanged',
  ],
  address: [
    'cnf holds the thumbprint of a key (jkt)',
    'a proof names the address of the API, and PUBLIC_URL does not say it',
    'set PUBLIC_URL, or switch DPoP off at the issuer',
  ],
} as const satisfies Record<string, DpopHint>;

export function hintForForm(proofs: readonly string[]): DpopHint {
  return [
    `the request has ${proofs.length} DPoP header(s), the first of ${proofs[0]?.length ?? 0} characters`,
    'a proof is one signed JWT of at most 4096 bytes',
    'send one proof',
  ];
}

export function hintForBearer({ issuer }: Caller, isRequired: boolean): DpopHint {
  return [
    'the token has no cnf.jkt',
    `${settingOf(issuer, 'DPOP')} is ${isRequired ? 'required' : 'allowed'}; the scheme DPoP is for bound tokens`,
    'prove a key at the login, or send the token as "Authorization: Bearer TOKEN" where that is allowed',
  ];
}

/** It holds nothing of a request. */
export function refusalOf(reason: DpopReason): UnauthenticatedException {
  const [description, error] = [DPOP_REFUSALS[reason], ERRORS[reason]];
  return UnauthenticatedException.inScheme({ scheme: 'DPoP', reason, description, error });
}
