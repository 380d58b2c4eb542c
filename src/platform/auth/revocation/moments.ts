import { LRUCache } from 'lru-cache';
import type { Caller } from '../caller.js';
import { REVOCATION_SECONDS } from './access-change.js';

/** What a moment is about; `sessionless`: the tokens of a subject that name no session. */
type Kind = 'subject' | 'sessionless' | 'session' | 'token';

export type Named = Pick<Caller, 'claims' | 'subject'>;

/**
 * Moments, in seconds since the epoch, before which tokens were revoked: a bounded map. What leaves it
 * before its time is still known by its kind and issuer, so that nothing is forgotten silently.
 */
export class Moments {
  #moments: LRUCache<string, number> | undefined;
  /** The latest moment that left the map, by kind and issuer. */
  readonly #outside = new Map<string, number>();
  #evictions = 0;
  #count = 0;

  constructor(
    private readonly now: () => number,
    private readonly maximum: number,
  ) {}

  get size(): number {
    return this.#moments?.size ?? 0;
  }

  /** How many left the map before their time. */
  get evictions(): number {
    return this.#evictions;
  }

  /** How many came, ever. */
  get count(): number {
    return this.#count;
  }

  /** True while everything that came after a count is in the map: the oldest leave it first. */
  knowsSince(count: number): boolean {
    return this.#count - count < this.maximum;
  }

  /** Keeps the later moment, as that of the newest entry. */
  raise(kind: Kind, issuer: string, name: string, moment: number): void {
    this.#moments ??= this.#createMap();
    const key = keyOf(kind, issuer, name);
    const later = Math.max(moment, this.#moments.peek(key) ?? 0);
    const ttl = Math.ceil((later + REVOCATION_SECONDS - this.now()) * 1000);
    if (ttl <= 0) return;
    this.#moments.set(key, later, { ttl });
    this.#count += 1;
    // Looks at each entry, so it is done once for as many.
    if (this.#count % this.maximum === 0) this.prune();
  }

  /** True where the token was revoked by what is in the map. */
  concern(issuer: string, token: Named): boolean {
    const moments = this.#moments;
    if (!moments) return false;
    return isConcerned(token, (kind, name) => moments.peek(keyOf(kind, issuer, name)));
  }

  /** True where something that left the map could concern the token. */
  mayConcern(issuer: string, token: Named): boolean {
    return isConcerned(token, (kind) => this.#outside.get(keyOf(kind, issuer)));
  }

  /** True while something that left the map could concern any token. */
  get haveLeft(): boolean {
    return this.#outside.size > 0;
  }

  /** Drops what no token can be subject to any more: it would have expired. */
  prune(): void {
    this.#moments?.purgeStale();
    const oldest = this.now() - REVOCATION_SECONDS;
    for (const [key, moment] of this.#outside) if (moment < oldest) this.#outside.delete(key);
  }

  #createMap(): LRUCache<string, number> {
    return new LRUCache({
      max: this.maximum,
      ttl: REVOCATION_SECONDS * 1000,
      ttlResolution: 0,
      perf: { now: () => this.now() * 1000 },
      dispose: (moment, key, reason) => {
        if (reason === 'evict') this.#leave(key, moment);
      },
    });
  }

  #leave(key: string, moment: number): void {
    this.#evictions += 1;
    const [kind, issuer = ''] = key.split(' ', 2);
    const outside = keyOf(kind as Kind, issuer);
    this.#outside.set(outside, Math.max(moment, this.#outside.get(outside) ?? 0));
  }
}

/** An issuer is a URL, which holds no space. */
function keyOf(kind: Kind, issuer: string, name = ''): string {
  return `${kind} ${issuer} ${name}`;
}

function isConcerned(
  { claims: { iat, sid, jti }, subject }: Named,
  momentOf: (kind: Kind, name: string) => number | undefined,
): boolean {
  // A token that does not say when it was issued counts as old.
  const issuedAt = typeof iat === 'number' ? iat : -Infinity;
  const isBefore = (moment: number | undefined) => moment !== undefined && issuedAt < moment;
  return (
    isBefore(momentOf('subject', subject)) ||
    (sid === undefined && isBefore(momentOf('sessionless', subject))) ||
    (typeof sid === 'string' && momentOf('session', sid) !== undefined) ||
    (typeof jti === 'string' && momentOf('token', jti) !== undefined)
  );
}
