import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Settings } from '../../config/settings.js';
import { WaitingWork, type Owner, type Work } from './waiting-work.js';

/** A turn of the event loop begins no further work at once after so long. */
const TURN_MS = 5;
/** One turn begins no further work that has waited after so long: what has arrived meanwhile may be next. */
const STEPS_MS = 1;
/**
 * More is not charged for one piece of work. The limits of an operation keep it short: what takes longer is
 * the garbage collection of V8, or another process.
 */
const MAXIMUM_CHARGE_MS = 5;
/** Pieces of waiting work that one turn may begin. */
const STEPS = 16;
/** Refusals in one turn. */
const REFUSALS = 20;
/** How often use fades. */
const FADE_MS = 1_000;
/** A client that was seen first so long ago is not a stranger. */
const ACQUAINTANCE_MS = 1_000;
/** Those unseen for longest are strangers again: a flood of addresses does not make strangers of all. */
const MAXIMUM_KNOWN = 20_000;
/** Work that waits without a break for so long shows that there is too much of it. */
const BUSY_MS = 100;

interface Running {
  readonly owner: Owner;
  readonly beganAt: number;
}

/**
 * Decides whose work begins next. What comes within a short turn of the event loop begins at once.
 * Otherwise it waits, and the client that has used the process least is next: many requests of one
 * do not delay the few of another. Work that has waited for `MAX_EVENT_LOOP_DELAY_MS` is refused.
 */
@Injectable()
export class FairQueue {
  readonly #work = new WaitingWork();
  readonly #maximumWaitMs: number;
  /** When each client was seen first. */
  readonly #known = new LRUCache<string, number>({ max: MAXIMUM_KNOWN });
  #running: Running | undefined;
  #waitingSince: number | undefined;
  #fadedAt = 0;
  #turn = 0;
  #turnBeganAt: number | undefined;
  #stepsBeganAt = 0;
  #steps = 0;
  #stepsLeft = 0;
  readonly #endTurn = () => {
    this.#turn += 1;
    this.#turnBeganAt = undefined;
  };

  constructor({ maxEventLoopDelayMs }: Settings) {
    this.#maximumWaitMs = maxEventLoopDelayMs;
  }

  /** The same number as before: no other work can have begun since. */
  get turn(): number {
    return this.#turn;
  }

  /** True when there is more to do than can be done at once, long before anything is refused. */
  get isBusy(): boolean {
    return this.#waitingSince !== undefined && performance.now() - this.#waitingSince > BUSY_MS;
  }

  /** True where work of a client may begin at once. */
  isOpenTo(client: string): boolean {
    if (this.#maximumWaitMs === 0) return true;
    if (!this.#work.isEmpty) return false;
    const now = performance.now();
    this.#meet(client, now);
    if (this.#turnBeganAt === undefined) {
      this.#turnBeganAt = now;
      setImmediate(this.#endTurn);
    }
    return now - this.#turnBeganAt < TURN_MS;
  }

  /** Begins work when it is the client's turn. */
  wait(client: string, work: Work): void {
    const now = performance.now();
    const isKnown = now - this.#meet(client, now) > ACQUAINTANCE_MS;
    this.#work.add(client, work, { now, isKnown });
    this.#waitingSince ??= now;
    if (this.#stepsLeft === 0) this.#scheduleSteps(now);
    else if (this.#steps < STEPS) this.#addSteps(1);
  }

  #scheduleSteps(now: number): void {
    if (now - this.#fadedAt > FADE_MS) {
      this.#work.fade(now - this.#fadedAt);
      this.#fadedAt = now;
    }
    this.#steps = 0;
    this.#addSteps(Math.min(STEPS, this.#work.size + 1));
  }

  #addSteps(count: number): void {
    this.#steps += count;
    this.#stepsLeft += count;
    for (let added = 0; added < count; added += 1) setImmediate(this.#step);
  }

  /** Before the next step, Node does all that follows at once from what this one begins. */
  readonly #step = () => {
    const now = performance.now();
    this.#stepsLeft -= 1;
    this.#endTurn();
    if (this.#stepsLeft === this.#steps - 1) this.#stepsBeganAt = now;
    const mayBegin = this.#stepsLeft > 0 && now - this.#stepsBeganAt < STEPS_MS;
    if (mayBegin || this.#running) this.#goOn(now, mayBegin);
    if (this.#stepsLeft === 0) this.#endSteps(now);
  };

  #goOn(now: number, mayBegin: boolean): void {
    if (this.#running) {
      const { owner, beganAt } = this.#running;
      owner.used += Math.min(now - beganAt, MAXIMUM_CHARGE_MS);
    }
    const next = mayBegin ? this.#work.take() : undefined;
    this.#running = next && { owner: next.owner, beganAt: now };
    next?.work.start();
  }

  #endSteps(now: number): void {
    for (const { refuse } of this.#work.takeSince(now - this.#maximumWaitMs, REFUSALS)) refuse();
    if (this.#work.isEmpty) this.#waitingSince = undefined;
    else this.#scheduleSteps(now);
  }

  /** @returns when the client was seen first */
  #meet(client: string, now: number): number {
    const seenAt = this.#known.get(client);
    if (seenAt === undefined) this.#known.set(client, now);
    return seenAt ?? now;
  }
}
