import { printable, printableTime } from '../../logging/printable.js';
import { DPOP_ALGORITHMS } from './dpop-scheme.js';
import { normalizeHttpUri } from './http-uri.js';
import { hashOf, type Proof, type ProvenRequest } from './proof.js';
import type { DpopHint, DpopReason } from './refusals.js';

interface Rule {
  readonly holds: (proof: Proof, request: ProvenRequest) => boolean;
  readonly hint: (proof: Proof, request: ProvenRequest) => DpopHint;
  /** `dpop_proof_invalid` unless given. */
  readonly reason?: DpopReason;
}

/** Seconds for which a proof is good without a nonce. */
export const MAXIMUM_AGE_SECONDS = 60;
/** Seconds by which the clock of a client, or of another replica, may be ahead. */
export const CLOCK_TOLERANCE_SECONDS = 5;

const MAXIMUM_JTI = 255;
const SUPPORTED: readonly unknown[] = DPOP_ALGORITHMS;
const USE_A_LIBRARY = 'let a library make proofs, such as the npm package dpop';

/** RFC 9449, section 4.3, the cheapest first; the signature and `jti` at other requests come after. */
const RULES: readonly Rule[] = [
  {
    holds: ({ header: { typ } }) => typ === 'dpop+jwt',
    hint: ({ header: { typ } }) => [
      `its typ is ${printable(typ)}`,
      'a proof has the typ "dpop+jwt"',
      'send the proof in the header DPoP and the token in Authorization',
    ],
  },
  {
    holds: ({ header: { alg } }) => SUPPORTED.includes(alg),
    hint: ({ header: { alg } }) => [
      `its alg is ${printable(alg)}`,
      `supported are ${DPOP_ALGORITHMS.join(', ')}`,
      'make a key of such a kind, and log in with it',
    ],
  },
  {
    // RFC 7515, section 4.1.11; RFC 7797, section 7.
    holds: ({ header }) => !('crit' in header) && header['b64'] !== false,
    hint: ({ header: { crit } }) => [
      `its crit is ${printable(crit)}`,
      'no header extension is supported',
      USE_A_LIBRARY,
    ],
  },
  {
    holds: ({ claims: { htm } }, { method }) => htm === method,
    hint: ({ claims: { htm } }, { method }) => [
      `its htm is ${printable(htm)}`,
      `the method of the request is ${method}`,
      'make a proof for each request',
    ],
  },
  {
    holds: ({ claims: { htu } }, request) => isSameUri(htu, request),
    hint: ({ claims: { htu } }, { uri }) => [
      `its htu is ${printable(htu)}`,
      `this API is ${printable(uri)}`,
      'send the request there, or set PUBLIC_URL to the address that clients use',
    ],
  },
  {
    holds: ({ claims: { jti } }) =>
      typeof jti === 'string' && jti !== '' && jti.length <= MAXIMUM_JTI,
    hint: ({ claims: { jti } }) => [
      `its jti is ${printable(jti)}`,
      'it is a text of 1 to 255 characters',
      USE_A_LIBRARY,
    ],
  },
  {
    holds: ({ claims: { iat } }) => Number.isFinite(iat),
    hint: ({ claims: { iat } }) => [
      `its iat is ${printable(iat)}`,
      'it is a number of seconds since 1970',
      USE_A_LIBRARY,
    ],
  },
  {
    reason: 'dpop_nonce_needed',
    holds: ({ claims: { nonce } }, { nonces }) => !nonces || nonces.endOf(nonce) !== undefined,
    hint: ({ claims: { nonce } }) => [
      `its nonce is ${printable(nonce)}`,
      'the nonce is that of the header DPoP-Nonce of a recent answer, such as this one',
      'make the proof again with that nonce',
    ],
  },
  {
    holds: ({ claims: { iat } }, { nonces }) => nonces !== undefined || isRecent(Number(iat)),
    hint: ({ claims: { iat } }) => [
      `its iat is ${printableTime(iat)}`,
      `it is ${new Date().toISOString()}, and a proof is good for ${MAXIMUM_AGE_SECONDS} s`,
      'make a proof for each request, and set the clocks of client and API',
    ],
  },
  {
    holds: ({ key }) => key !== undefined,
    hint: ({ header: { alg } }) => [
      'its jwk is missing, holds a private key, or does not fit its alg',
      `it is the public key for ${printable(alg)}`,
      USE_A_LIBRARY,
    ],
  },
  {
    holds: ({ key }, { thumbprint }) => key?.thumbprint === thumbprint,
    hint: ({ key }, { thumbprint }) => [
      `the thumbprint of its jwk is ${printable(key?.thumbprint)}`,
      `the access token is bound to ${printable(thumbprint)} (cnf.jkt)`,
      'sign with the key that the login was made with',
    ],
  },
  {
    holds: ({ claims: { ath } }, { accessToken }) => ath === hashOf(accessToken),
    hint: ({ claims: { ath } }) => [
      `its ath is ${printable(ath)}`,
      'the access token beside it has another hash',
      'make the proof for the token that it goes with',
    ],
  },
];

export function findBrokenRule(proof: Proof, request: ProvenRequest): Rule | undefined {
  return RULES.find(({ holds }) => !holds(proof, request));
}

function isSameUri(htu: unknown, { uri, isLoopbackOne }: ProvenRequest): boolean {
  if (htu === uri) return true;
  if (typeof htu !== 'string') return false;
  const normal = normalizeHttpUri(htu, isLoopbackOne);
  return normal !== undefined && normal === normalizeHttpUri(uri, isLoopbackOne);
}

/** By whole seconds, as clients write them. */
function isRecent(iat: number): boolean {
  const age = Math.floor(Date.now() / 1000) - iat;
  return age <= MAXIMUM_AGE_SECONDS && age >= -CLOCK_TOLERANCE_SECONDS;
}
