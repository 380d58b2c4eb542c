import { printable } from '../../logging/printable.js';
import { settingOf, type Hint } from './refused-request.js';

/** About tokens that are bound to a key: RFC 9449. */
export const DPOP_HINTS = {
  dpop_scheme_needed: () => [
    'cnf holds the thumbprint of a key (jkt)',
    'a token with a key is sent as "Authorization: DPoP TOKEN" beside a proof in the header DPoP',
    'send both, or switch DPoP off at the login',
  ],
  dpop_proof_missing: () => [
    'the request has no DPoP header',
    'the token is bound to a key (cnf.jkt)',
    'send a proof that is signed with that key, such as by the npm package dpop',
  ],
  dpop_proof_invalid: () => ['the proof does not hold', 'RFC 9449, section 4.3', 'make a new one'],
  dpop_proof_used: () => [
    'a proof of that key and jti was accepted before',
    'each request has a proof of its own',
    'make a new one for each attempt, also when a request is repeated',
  ],
  dpop_nonce_needed: () => [
    'the proof has no nonce, or an old one',
    'the nonce is that of the header DPoP-Nonce',
    'make the proof again with that nonce',
  ],
  token_not_bound: ({ issuer }) => [
    'the token has no cnf.jkt',
    `${settingOf(issuer, 'DPOP')} is ${issuer.dpop}; the scheme DPoP is for bound tokens`,
    'prove a key at the login, or send the token as "Authorization: Bearer TOKEN" where that is allowed',
  ],
  token_binding_unsupported: ({ claims }) => [
    `cnf holds ${printable(Object.keys(Object(claims['cnf'])))}`,
    'supported is jkt alone (DPoP), where PUBLIC_URL says what the API is called',
    'set PUBLIC_URL, or switch sender constraining (DPoP, mutual TLS) off at the issuer',
  ],
} as const satisfies Record<string, Hint>;
