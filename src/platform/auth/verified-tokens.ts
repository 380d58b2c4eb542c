import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Caller } from './caller.js';
import type { TrustedIssuer } from './trusted-issuer.js';

const MAXIMUM_TOKENS = 4_000;
const MAXIMUM_BYTES = 8 * 1024 * 1024;
const REMEMBERED_FOR_MS = 60_000;

interface Verdict {
  readonly caller: Caller;
  readonly issuer: TrustedIssuer;
  /** The state of the issuer's keys that the token was verified with. */
  readonly keySetVersion: number;
  /** Milliseconds since the epoch. */
  readonly validUntil: number;
}

/** Remembers verified tokens for a short while, so that a burst with one token verifies once. */
@Injectable()
export class VerifiedTokens {
  readonly #verdicts = new LRUCache<string, Verdict>({
    max: MAXIMUM_TOKENS,
    maxSize: MAXIMUM_BYTES,
    sizeCalculation: (_, authorization) => authorization.length,
  });

  /** @param authorization the header as it came: who sends the same again is spared the parsing */
  find(authorization: string): Caller | undefined {
    const verdict = this.#verdicts.get(authorization);
    if (!verdict) return undefined;
    const { caller, issuer, keySetVersion, validUntil } = verdict;
    if (Date.now() < validUntil && keySetVersion === issuer.keys.keySetVersion) return caller;
    this.#verdicts.delete(authorization);
    return undefined;
  }

  /** @param keySetVersion of the issuer's keys, as it was when the token's key was found */
  remember(
    authorization: string,
    caller: Caller,
    issuer: TrustedIssuer,
    keySetVersion: number,
  ): void {
    const expiresAt = Number(caller.claims.exp) * 1000;
    this.#verdicts.set(authorization, {
      caller,
      issuer,
      keySetVersion,
      validUntil: Math.min(expiresAt, Date.now() + REMEMBERED_FOR_MS),
    });
  }
}
