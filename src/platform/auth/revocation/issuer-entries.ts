import type { Caller } from '../caller.js';
import type { AccessChange } from './access-change.js';

export type Revocation = 'token_revoked' | 'account_suspended';

/** Keys with a moment, in seconds since the epoch; the first is the oldest. */
export type Moments = Map<string, number>;

/** Everything of one issuer that is refused. */
export class IssuerEntries {
  readonly suspended = new Set<string>();
  /** Tokens of a subject with an earlier `iat`; of the second map only those without a session. */
  readonly signedOut: Moments = new Map();
  readonly signedOutWithoutSession: Moments = new Map();
  readonly sessions: Moments = new Map();
  readonly tokens: Moments = new Map();

  /** How many entries there are that fall out by themselves. */
  get revoked(): number {
    const { signedOut, signedOutWithoutSession, sessions, tokens } = this;
    return signedOut.size + signedOutWithoutSession.size + sessions.size + tokens.size;
  }

  apply(change: AccessChange, now: number): void {
    switch (change.kind) {
      case 'suspended':
        this.suspended.add(change.subject);
        break;
      case 'reinstated':
        this.suspended.delete(change.subject);
        break;
      case 'signed_out':
        raise(this.signedOut, change.subject, change.issuedBefore);
        break;
      case 'session_ended':
        raise(this.sessions, change.session, change.issuedBefore);
        if (change.subject) {
          raise(this.signedOutWithoutSession, change.subject, change.issuedBefore);
        }
        break;
      case 'token_revoked':
        raise(this.tokens, change.token, now);
        break;
      case 'permissions':
    }
  }

  find({ claims, subject }: Pick<Caller, 'claims' | 'subject'>): Revocation | undefined {
    if (this.suspended.has(subject)) return 'account_suspended';
    const { iat, sid, jti } = claims;
    // A token that does not say when it was issued counts as old.
    const issuedAt = typeof iat === 'number' ? iat : -Infinity;
    const isRevoked =
      isBefore(issuedAt, this.signedOut.get(subject)) ||
      (sid === undefined && isBefore(issuedAt, this.signedOutWithoutSession.get(subject))) ||
      (typeof sid === 'string' && this.sessions.has(sid)) ||
      (typeof jti === 'string' && this.tokens.has(jti));
    return isRevoked ? 'token_revoked' : undefined;
  }
}

/** Keeps the later moment, and puts the key last, so that the first ones are the oldest. */
function raise(map: Moments, key: string, moment: number): void {
  const later = Math.max(moment, map.get(key) ?? 0);
  map.delete(key);
  map.set(key, later);
}

function isBefore(issuedAt: number, moment: number | undefined): boolean {
  return moment !== undefined && issuedAt < moment;
}
