import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Settings } from '../../config/settings.js';
import type { Caller } from '../caller.js';
import { estimateBytes } from './estimate-bytes.js';
import type { TrustedIssuer } from '../issuers/trusted-issuer.js';

const MIB = 1024 * 1024;
/** Of usual size, with some 2 KiB for each. */
const TOKENS_PER_MIB = 500;
/** From here on only those that come again. */
const CROWDED = 0.75;
/** The caller, the verdict and the place in the cache. */
const ENTRY_BYTES = 256;
const REMEMBERED_FOR_MS = 60_000;

interface Verdict {
  readonly caller: Caller;
  readonly issuer: TrustedIssuer;
  /** The state of the issuer's keys that the token was verified with. */
  readonly keySetVersion: number;
  /** Milliseconds since the epoch. */
  readonly validUntil: number;
}

/**
 * The end of its signature names a token: hashing 800 characters would cost a microsecond. Only the
 * issuer can make two tokens of one name; they would share one place.
 */
const NAME_CHARACTERS = 32;

/**
 * Remembers verified tokens for a short while, so that a burst with one token verifies once. While the
 * memory is crowded, a token has to come twice: those that come once take no room of others.
 */
@Injectable()
export class VerifiedTokens {
  readonly #verdicts: LRUCache<string, Verdict>;
  readonly #doorkeeper = new Doorkeeper();

  constructor({ tokenMemoryMib }: Settings) {
    this.#verdicts = new LRUCache({
      max: tokenMemoryMib * TOKENS_PER_MIB,
      maxSize: tokenMemoryMib * MIB,
      sizeCalculation: sizeOf,
      // An entry frees its memory when it expires, also when the token never comes back.
      ttlAutopurge: true,
      ttlResolution: 0,
      perf: { now: () => Date.now() },
    });
  }

  /** How many tokens are remembered. */
  get size(): number {
    return this.#verdicts.size;
  }

  find(token: string): Caller | undefined {
    const verdict = this.#verdicts.get(nameOf(token));
    if (verdict?.caller.accessToken !== token) return undefined;
    const { caller, issuer, keySetVersion, validUntil } = verdict;
    if (Date.now() < validUntil && keySetVersion === issuer.keys.keySetVersion) return caller;
    this.#verdicts.delete(nameOf(token));
    return undefined;
  }

  /** @param keySetVersion of the issuer's keys, as it was when the token's key was found */
  remember(caller: Caller, issuer: TrustedIssuer, keySetVersion: number): void {
    const name = nameOf(caller.accessToken);
    if (this.#isCrowded && !this.#doorkeeper.hasSeen(name)) return;
    const now = Date.now();
    const validUntil = Math.min(Number(caller.claims.exp) * 1000, now + REMEMBERED_FOR_MS);
    const ttl = Math.ceil(validUntil - now);
    if (ttl <= 0) return;
    this.#verdicts.set(name, { caller, issuer, keySetVersion, validUntil }, { ttl });
  }

  get #isCrowded(): boolean {
    const { size, max, calculatedSize, maxSize } = this.#verdicts;
    return size >= max * CROWDED || calculatedSize >= maxSize * CROWDED;
  }
}

function sizeOf({ caller }: Verdict): number {
  const { accessToken, claims, permissions } = caller;
  return ENTRY_BYTES + accessToken.length + estimateBytes(claims) + estimateBytes([...permissions]);
}

function nameOf(token: string): string {
  return token.slice(-NAME_CHARACTERS);
}

const PLACES = 65_536;

/**
 * Knows whether a signature was shown to it before. It keeps 4 bytes of a signature, in a place of which
 * the signature has one, until another takes that place: its size never changes. A chance likeness is one
 * in 4 billion, and does no harm: a token is then remembered when it comes for the first time.
 */
class Doorkeeper {
  readonly #marks = new Uint32Array(PLACES);

  /** @param end of a signature in base64url, of at least 6 characters: a signature is as good as a hash */
  hasSeen(end: string): boolean {
    const mark = Buffer.from(end, 'base64url').readUInt32LE();
    const place = mark % PLACES;
    const isKnown = this.#marks[place] === mark;
    this.#marks[place] = mark;
    return isKnown;
  }
}
