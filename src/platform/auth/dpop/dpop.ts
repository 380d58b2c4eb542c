import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { GRAPHQL_PATH } from '../../http/http-preconditions.js';
import { stateOf } from '../../http/request-state.js';
import type { Caller } from '../caller.js';
import {
  UnauthenticatedException,
  type RefusalReason,
} from '../refusals/unauthenticated.exception.js';
import { thumbprintOf } from '../token/confirmation.js';
import { headerValues, type HeldRequest } from '../token/credentials.js';
import { judgedProofs } from './dpop.metrics.js';
import { Nonces } from './nonces.js';
import { Proof, type ProvenRequest } from './proof.js';
import { ProofKeys } from './proof-key.js';
import { CLOCK_TOLERANCE_SECONDS, findBrokenRule, MAXIMUM_AGE_SECONDS } from './proof-rules.js';
import { SeenProofs, type Sighting } from './seen-proofs.js';

/**
 * Demands the proof of its key for an access token that is bound to one (RFC 9449). The token is
 * verified before, and may be remembered; its proof is judged for each request.
 */
@Injectable()
export class Dpop {
  /** Undefined where proofs need no nonce. */
  readonly nonces: Nonces | undefined;
  readonly #keys = new ProofKeys();
  /** What the path of a request follows in its address; undefined where that is unknown. */
  readonly #base: string | undefined;

  constructor(
    private readonly settings: Settings,
    @Inject(SeenProofs) private readonly seen: SeenProofs,
  ) {
    const { dpopNonceSecret, publicUrl } = settings;
    this.nonces = dpopNonceSecret === undefined ? undefined : new Nonces(dpopNonceSecret);
    this.#base = publicUrl?.slice(0, -GRAPHQL_PATH.length);
  }

  /**
   * Without a promise where no other replica is asked.
   *
   * @throws UnauthenticatedException
   */
  check(caller: Caller, request: HeldRequest): true | Promise<true> {
    const state = stateOf(request);
    const { scheme, resource } = state;
    const { isBound } = caller;
    if (!isBound && scheme === 'Bearer' && caller.issuer.dpop === 'allowed') return true;
    const path = request.raw.url?.split('?', 1)[0];
    const uri = resource ?? (this.#base === undefined ? undefined : `${this.#base}${path}`);
    if (uri === undefined) {
      throw UnauthenticatedException.because(
        isBound ? 'token_binding_unsupported' : 'token_missing',
      );
    }
    if (!isBound) throw UnauthenticatedException.because('token_not_bound');
    if (scheme === 'Bearer') throw UnauthenticatedException.because('dpop_scheme_needed');
    if (state.isKeyProven) return true;
    const proven = this.#checkProof(this.#describe(caller, request.raw, uri), request.raw);
    const pass = (): true => (state.isKeyProven = true);
    return proven === true ? pass() : proven.then(pass);
  }

  #describe(caller: Caller, { method = '' }: IncomingMessage, uri: string) {
    return {
      method,
      uri,
      isLoopbackOne: !this.settings.isProduction,
      accessToken: caller.accessToken,
      thumbprint: thumbprintOf(caller.claims) ?? '',
      nonces: this.nonces,
    };
  }

  #checkProof(request: ProvenRequest, raw: IncomingMessage): true | Promise<true> {
    const [text, ...others] = headerValues(raw, 'dpop');
    if (text === undefined) throw refusal('dpop_proof_missing');
    const proof = others.length > 0 ? undefined : Proof.parse(text);
    if (!proof) {
      throw this.#refuse('dpop_proof_invalid', [
        `the request has ${1 + others.length} DPoP header(s), the first of ${text.length} characters`,
        'a proof is one signed JWT of at most 4096 bytes',
        'send one proof',
      ]);
    }
    const broken = findBrokenRule(proof, request);
    if (broken) {
      throw this.#refuse(broken.reason ?? 'dpop_proof_invalid', broken.hint(proof, request));
    }
    if (!proof.key || !this.#keys.hasSigned(proof.key, proof.header['alg'], proof)) {
      throw this.#refuse('dpop_proof_invalid', [
        'its signature is not by the key in its jwk',
        'a proof is signed with the private key of its jwk',
        'send the proof whole and unchanged',
      ]);
    }
    const sighting = this.seen.take(nameOf(proof, request), this.#endOf(proof));
    return sighting instanceof Promise ? sighting.then(requireNew) : requireNew(sighting);
  }

  /** Until then the proof could be accepted: the clocks of replicas differ. */
  #endOf({ claims: { iat, nonce } }: Proof): number {
    const end = this.nonces?.endOf(nonce) ?? (Number(iat) + MAXIMUM_AGE_SECONDS) * 1000;
    return end + CLOCK_TOLERANCE_SECONDS * 1000;
  }

  #refuse(reason: RefusalReason, hint: readonly string[]): UnauthenticatedException {
    const plain = refusal(reason);
    return this.settings.isProduction ? plain : plain.withHint(hint.join('; '));
  }
}

/** A client may choose the same `jti` as another: each key has names of its own. */
function nameOf({ claims: { jti } }: Proof, { thumbprint }: ProvenRequest): string {
  return createHash('sha256')
    .update(`${thumbprint} ${String(jti)}`)
    .digest('base64url');
}

function requireNew(sighting: Sighting): true {
  if (sighting === 'seen') throw refusal('dpop_proof_used');
  judgedProofs.publish({ outcome: sighting === 'new' ? 'accepted' : 'accepted_here' });
  return true;
}

function refusal(reason: RefusalReason): UnauthenticatedException {
  judgedProofs.publish({ outcome: reason });
  return UnauthenticatedException.because(reason);
}
