import { Logger } from '@nestjs/common';
import type { RedisConnection } from '../../redis/redis-connection.js';

/**
 * Without Redis, all that one process serves within the minute for which a proof is good. The oldest
 * is forgotten when there are more.
 */
const MAXIMUM_PROOFS = 250_000;
/** Told to the other replicas when Redis is back: the last ones, so that this takes no time. */
const MAXIMUM_TOLD = 10_000;
const PREFIX = 'dpop:';

/** Whether a proof is new, and at how many replicas it is known to be. */
export type Sighting = 'new' | 'new_here' | 'seen';

/** Remembers the proofs that were accepted, so that each is good for one request (RFC 9449, section 11.1). */
export abstract class SeenProofs {
  /**
   * Judges and remembers in one step.
   *
   * @param name of the proof, of bounded length
   * @param until milliseconds since the epoch, after which the proof is refused anyway
   */
  abstract take(name: string, until: number): Sighting | Promise<Sighting>;
}

/** Proofs that this process has accepted. */
export class MemorySeenProofs extends SeenProofs {
  /** When each may be forgotten; in the order of arrival, which is nearly that of their ends. */
  readonly #ends = new Map<string, number>();

  constructor(private readonly maximum = MAXIMUM_PROOFS) {
    super();
  }

  get size(): number {
    return this.#ends.size;
  }

  /** The last ones, each with when it may be forgotten. */
  newest(count: number): readonly (readonly [name: string, until: number])[] {
    return [...this.#ends].slice(-count);
  }

  override take(name: string, until: number): 'new' | 'seen' {
    this.#forget(Date.now());
    if (this.#ends.has(name)) return 'seen';
    this.#ends.set(name, until);
    return 'new';
  }

  #forget(now: number): void {
    for (const [name, end] of this.#ends) {
      if (end > now && this.#ends.size < this.maximum) return;
      this.#ends.delete(name);
    }
  }
}

/** Proofs that any replica has accepted, in Redis; while it does not answer, those of this process. */
export class RedisSeenProofs extends SeenProofs {
  readonly #own = new MemorySeenProofs();
  readonly #logger = new Logger('DPoP');
  #isAlone = false;

  constructor(private readonly redis: RedisConnection) {
    super();
    redis.beforeReturn(() => this.#tellOthers());
  }

  override take(name: string, until: number): 'seen' | Promise<Sighting> {
    if (this.#own.take(name, until) === 'seen') return 'seen';
    return this.#takeFromAll(name, until);
  }

  async #takeFromAll(name: string, until: number): Promise<Sighting> {
    try {
      const answer = await this.redis.run(() => this.#set(name, until));
      this.#isAlone = false;
      return answer === null ? 'seen' : 'new';
    } catch {
      this.#warnOnce();
      return 'new_here';
    }
  }

  /** Redis may have lost what it knew, and knows nothing of the time when it was away. */
  #tellOthers(): Promise<void> {
    for (const [name, until] of this.#own.newest(MAXIMUM_TOLD)) {
      this.#set(name, until).catch(() => undefined);
    }
    // Each replica's next commands come after these.
    return Promise.resolve();
  }

  #set(name: string, until: number): Promise<unknown> {
    const value = Math.max(1, Math.ceil(until - Date.now()));
    const expiration = { type: 'PX', value } as const;
    return this.redis.client.set(`${PREFIX}${name}`, '', { condition: 'NX', expiration });
  }

  #warnOnce(): void {
    if (this.#isAlone) return;
    this.#isAlone = true;
    this.#logger.warn(
      'Redis does not answer: until it does, a DPoP proof is accepted once by each replica, not once by all',
    );
  }
}
