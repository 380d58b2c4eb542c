import type { Caller } from '../caller.js';
import { issuerKey, type AccessChange } from './access-change.js';

const MAXIMUM_ENTRIES = 100_000;
const LIFETIME_SECONDS = 31 * 24 * 60 * 60;

export type Revocation = 'token_revoked' | 'account_suspended';

/** Everything of one issuer that is refused. */
class IssuerEntries {
  readonly suspended = new Set<string>();
  /** Tokens of a subject with an earlier `iat`; of the second map only those without a session. */
  readonly signedOut = new Map<string, number>();
  readonly signedOutWithoutSession = new Map<string, number>();
  /** Each with the time from which on it is forgotten. */
  readonly sessions = new Map<string, number>();
  readonly tokens = new Map<string, number>();
}

/** Revoked tokens and suspended accounts, in memory: asking costs a few look-ups and no query. */
export class RevocationList {
  readonly #issuers = new Map<string, IssuerEntries>();

  constructor(private readonly now = () => Date.now() / 1000) {}

  get size(): number {
    let size = 0;
    for (const entries of this.#issuers.values()) {
      size += entries.suspended.size + sizeOf(expiringOf(entries));
    }
    return size;
  }

  apply(change: AccessChange): void {
    const key = issuerKey(change.issuer);
    const entries = this.#issuers.get(key) ?? new IssuerEntries();
    this.#issuers.set(key, entries);
    switch (change.kind) {
      case 'suspended':
        entries.suspended.add(change.subject);
        break;
      case 'reinstated':
        entries.suspended.delete(change.subject);
        break;
      case 'signed_out':
        raise(entries.signedOut, change.subject, change.issuedBefore);
        break;
      case 'session_ended':
        raise(entries.sessions, change.session, change.issuedBefore);
        if (change.subject) {
          raise(entries.signedOutWithoutSession, change.subject, change.issuedBefore);
        }
        break;
      case 'token_revoked':
        raise(entries.tokens, change.token, Math.floor(this.now()));
        break;
      case 'permissions':
    }
  }

  find({ claims, subject }: Caller): Revocation | undefined {
    const entries = this.#issuers.get(issuerKey(String(claims.iss)));
    if (!entries) return undefined;
    if (entries.suspended.has(subject)) return 'account_suspended';
    const { iat, sid, jti } = claims;
    // A token that does not say when it was issued counts as old.
    const issuedAt = typeof iat === 'number' ? iat : -Infinity;
    const isRevoked =
      isBefore(issuedAt, entries.signedOut.get(subject)) ||
      (sid === undefined && isBefore(issuedAt, entries.signedOutWithoutSession.get(subject))) ||
      (typeof sid === 'string' && entries.sessions.has(sid)) ||
      (typeof jti === 'string' && entries.tokens.has(jti));
    return isRevoked ? 'token_revoked' : undefined;
  }

  /** Forgets entries that no token can be subject to any more, and the oldest of too many. */
  prune(): { readonly lost: number } {
    const oldest = this.now() - LIFETIME_SECONDS;
    let lost = 0;
    for (const entries of this.#issuers.values()) {
      for (const map of expiringOf(entries)) {
        for (const [key, time] of map) if (time < oldest) map.delete(key);
        for (const [key] of map) {
          if (map.size <= MAXIMUM_ENTRIES) break;
          map.delete(key);
          lost += 1;
        }
      }
    }
    return { lost };
  }
}

function expiringOf(entries: IssuerEntries): Map<string, number>[] {
  const { signedOut, signedOutWithoutSession, sessions, tokens } = entries;
  return [signedOut, signedOutWithoutSession, sessions, tokens];
}

function sizeOf(maps: readonly Map<string, number>[]): number {
  return maps.reduce((size, map) => size + map.size, 0);
}

/** Keeps the later moment, and puts the key last, so that the first ones are the oldest. */
function raise(map: Map<string, number>, key: string, moment: number): void {
  const later = Math.max(moment, map.get(key) ?? 0);
  map.delete(key);
  map.set(key, later);
}

function isBefore(issuedAt: number, moment: number | undefined): boolean {
  return moment !== undefined && issuedAt < moment;
}
