import { createHash } from 'node:crypto';
import { readCompactJws, type UnverifiedToken } from '../token/compact-jws.js';
import type { Nonces } from './nonces.js';
import { readKey, type PresentedKey } from './proof-key.js';

/** RFC 9449 names no limit; a proof with an RSA key of 4096 bits takes 2 KiB. */
const MAXIMUM_BYTES = 4 * 1024;

/** What a proof must fit: the request, and the verified token that it came with. */
export interface ProvenRequest {
  readonly method: string;
  /** The address of the request as clients know it. */
  readonly uri: string;
  /** Outside production all names of this machine are one host. */
  readonly isLoopbackOne: boolean;
  readonly accessToken: string;
  /** `cnf.jkt` of the token. */
  readonly thumbprint: string;
  /** Undefined where proofs need no nonce. */
  readonly nonces: Nonces | undefined;
}

/** A DPoP proof. Nothing in it is verified. */
export class Proof {
  readonly header: UnverifiedToken['header'];
  readonly claims: UnverifiedToken['claims'];
  readonly signature: Buffer;
  #key: PresentedKey | null | undefined;

  private constructor(
    { header, claims, signature }: UnverifiedToken,
    /** The bytes below the signature. */
    readonly input: string,
  ) {
    this.header = header;
    this.claims = claims;
    this.signature = signature;
  }

  /** Undefined for a text that is not a compact JWS of at most 4 KiB. */
  static parse(text: string): Proof | undefined {
    const parts = text.length > MAXIMUM_BYTES ? undefined : readCompactJws(text);
    return parts && new Proof(parts, text.slice(0, text.lastIndexOf('.')));
  }

  /** Undefined where it is not a public key of the kind that `alg` needs. Read when it is asked for. */
  get key(): PresentedKey | undefined {
    if (this.#key === undefined) {
      this.#key = readKey(this.header['jwk'], this.header['alg']) ?? null;
    }
    return this.#key ?? undefined;
  }
}

/** RFC 9449, section 4.2: `ath`. */
export function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}
