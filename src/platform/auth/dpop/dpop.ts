import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { GRAPHQL_PATH } from '../../http/http-preconditions.js';
import { stateOf } from '../../http/request-state.js';
import type { Caller } from '../caller.js';
import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';
import { thumbprintOf } from '../token/confirmation.js';
import { headerValues, type HeldRequest } from '../token/credentials.js';
import { TokenBinding } from '../token/token-binding.js';
import { judgedProofs } from './dpop.metrics.js';
import { Nonces } from './nonces.js';
import { Proof, type ProvenRequest } from './proof.js';
import { ProofKeys } from './proof-key.js';
import { CLOCK_TOLERANCE_SECONDS, findBrokenRule, MAXIMUM_AGE_SECONDS } from './proof-rules.js';
import {
  DPOP_HINTS,
  hintForBearer,
  hintForForm,
  refusalOf,
  type DpopHint,
  type DpopReason,
} from './refusals.js';
import { SeenProofs, type Sighting } from './seen-proofs.js';

const BEARER = 'Bearer';

/**
 * Demands the proof of its key for an access token that is bound to one (RFC 9449). The token is
 * verified before, and may be remembered; its proof is judged for each request.
 */
@Injectable()
export class Dpop extends TokenBinding {
  /** Undefined where proofs need no nonce. */
  readonly nonces: Nonces | undefined;
  readonly #keys = new ProofKeys();
  /** What the path of a request follows in its address; undefined where that is unknown. */
  readonly #base: string | undefined;

  constructor(
    private readonly settings: Settings,
    @Inject(SeenProofs) private readonly seen: SeenProofs,
  ) {
    super();
    const { dpop, publicUrl } = settings;
    this.nonces = dpop.nonceSecret === undefined ? undefined : new Nonces(dpop.nonceSecret);
    this.#base = publicUrl?.slice(0, -GRAPHQL_PATH.length);
  }

  override check(caller: Caller, request: HeldRequest): true | Promise<true> {
    const { isBound } = caller;
    const state = stateOf(request);
    const isRequired = this.settings.dpop.requiredFor.includes(caller.issuer.variable);
    if (!isBound && state.scheme === BEARER && !isRequired) return true;
    const uri = state.resource ?? this.#addressOf(request.raw);
    if (uri === undefined) throw this.#refuseWithoutAddress(isBound);
    if (!isBound) throw this.#explain('token_not_bound', hintForBearer(caller, isRequired));
    if (state.scheme === BEARER) {
      throw this.#explain('dpop_scheme_needed', DPOP_HINTS.dpop_scheme_needed);
    }
    if (state.isKeyProven) return true;
    const proven = this.#checkProof(this.#describe(caller, request.raw, uri), request.raw);
    const pass = (): true => (state.isKeyProven = true);
    return proven === true ? pass() : proven.then(pass);
  }

  #addressOf({ url }: IncomingMessage): string | undefined {
    return this.#base === undefined ? undefined : `${this.#base}${url?.split('?', 1)[0]}`;
  }

  #refuseWithoutAddress(isBound: boolean): UnauthenticatedException {
    if (!isBound) return UnauthenticatedException.because('token_missing');
    const refusal = UnauthenticatedException.because('token_binding_unsupported');
    return this.settings.isProduction ? refusal : refusal.withHint(DPOP_HINTS.address.join('; '));
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
    if (text === undefined) throw this.#refuse('dpop_proof_missing', DPOP_HINTS.dpop_proof_missing);
    const proof = others.length > 0 ? undefined : Proof.parse(text);
    if (!proof) throw this.#refuse('dpop_proof_invalid', hintForForm([text, ...others]));
    const broken = findBrokenRule(proof, request);
    if (broken) {
      throw this.#refuse(broken.reason ?? 'dpop_proof_invalid', broken.hint(proof, request));
    }
    if (!proof.key || !this.#keys.hasSigned(proof.key, proof.header['alg'], proof)) {
      throw this.#refuse('dpop_proof_invalid', DPOP_HINTS.signature);
    }
    const sighting = this.seen.take(nameOf(proof, request), this.#endOf(proof));
    if (!(sighting instanceof Promise)) return this.#requireNew(sighting);
    return sighting.then((one) => this.#requireNew(one));
  }

  /** Until then the proof could be accepted: the clocks of replicas differ. */
  #endOf({ claims: { iat, nonce } }: Proof): number {
    const end = this.nonces?.endOf(nonce) ?? (Number(iat) + MAXIMUM_AGE_SECONDS) * 1000;
    return end + CLOCK_TOLERANCE_SECONDS * 1000;
  }

  #requireNew(sighting: Sighting): true {
    if (sighting === 'seen') {
      throw this.#refuse('dpop_proof_used', DPOP_HINTS.dpop_proof_used);
    }
    judgedProofs.publish({ outcome: sighting === 'new' ? 'accepted' : 'accepted_here' });
    return true;
  }

  #refuse(reason: DpopReason, hint: DpopHint): UnauthenticatedException {
    judgedProofs.publish({ outcome: reason });
    return this.#explain(reason, hint);
  }

  #explain(reason: DpopReason, hint: DpopHint): UnauthenticatedException {
    const refusal = refusalOf(reason);
    return this.settings.isProduction ? refusal : refusal.withHint(hint.join('; '));
  }
}

/** A client may choose the same `jti` as another: each key has names of its own. */
function nameOf({ claims: { jti } }: Proof, { thumbprint }: ProvenRequest): string {
  return createHash('sha256')
    .update(`${thumbprint} ${String(jti)}`)
    .digest('base64url');
}
