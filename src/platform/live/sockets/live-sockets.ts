import { Inject, Injectable } from '@nestjs/common';
import { AccessChangeFeed } from '../../auth/revocation/access-change-feed.js';
import { Revocations } from '../../auth/revocation/revocations.js';
import type { Caller } from '../../auth/caller.js';
import { clientOf } from '../../http/rate-limit/client-address.js';
import { LIVE_LIMITS_TOKEN, type LiveLimits } from '../live-limits.js';
import { CLOSINGS, closingFor, type Closing } from './closing.js';
import type { LiveSocket } from './live-socket.js';

const SWEEP_MS = 1_000;

/** All sockets of this process. Ends those whose token has expired and those of dead peers. */
@Injectable()
export class LiveSockets {
  readonly #sockets = new Set<LiveSocket>();
  readonly #pending = new Map<string, number>();
  readonly #callers = new Map<string, Set<LiveSocket>>();
  #pendingCount = 0;
  #added = 0;
  #timer: NodeJS.Timeout | undefined;
  #recheck: NodeJS.Immediate | undefined;
  #onEmpty: (() => void) | undefined;

  constructor(
    @Inject(LIVE_LIMITS_TOKEN) private readonly limits: LiveLimits,
    private readonly revocations: Revocations,
    feed: AccessChangeFeed,
  ) {
    feed.subscribe(() => this.#recheckLater());
  }

  get size(): number {
    return this.#sockets.size;
  }

  get operations(): number {
    let count = 0;
    for (const { streamCount } of this.#sockets) count += streamCount;
    return count;
  }

  /** The subscriptions of a socket's caller, at all sockets of this process. */
  subscriptionsOf({ caller }: LiveSocket): number {
    let count = 0;
    const sockets = caller ? this.#callers.get(caller.key) : undefined;
    for (const { streamCount, starting } of sockets ?? []) count += streamCount + starting;
    return count;
  }

  /** False while there are too many sockets of unknown callers, from that address or in all. */
  hasRoomFor(ip: string): boolean {
    return (
      this.#pendingCount < this.limits.pending &&
      (this.#pending.get(clientOf(ip)) ?? 0) < this.limits.pendingPerAddress
    );
  }

  forEach(look: (socket: LiveSocket) => void): void {
    this.#sockets.forEach(look);
  }

  add(socket: LiveSocket): void {
    this.#sockets.add(socket);
    this.#added += 1;
    socket.slot = this.#added;
    this.#countPending(socket.handshake.ip, 1);
    this.#timer ??= this.#startSweeping();
  }

  /** @returns false where the caller has too many sockets already, or this one has ended */
  identify(socket: LiveSocket, caller: Caller): boolean {
    if (!this.#sockets.has(socket)) return false;
    const key = caller.key;
    const others = this.#callers.get(key) ?? new Set();
    if (others.size >= this.limits.socketsPerCaller) return false;
    this.#callers.set(key, others.add(socket));
    socket.caller = caller;
    this.#countPending(socket.handshake.ip, -1);
    return true;
  }

  remove(socket: LiveSocket): void {
    if (!this.#sockets.delete(socket)) return;
    if (socket.caller) this.#forget(socket, socket.caller.key);
    else this.#countPending(socket.handshake.ip, -1);
    if (this.#sockets.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#onEmpty?.();
  }

  /** Ends the sockets of which that is true, such as those of a user who has signed out. */
  closeWhere(matches: (caller: Caller) => boolean, closing: Closing): void {
    for (const socket of this.#sockets) {
      if (socket.caller && matches(socket.caller)) socket.close(closing);
    }
  }

  /** Resolves when all have ended; those that do not answer are cut off. */
  async closeAll(closing: Closing): Promise<void> {
    for (const socket of this.#sockets) socket.close(closing);
    if (this.#sockets.size === 0) return;
    await new Promise<void>((resolve) => (this.#onEmpty = resolve));
  }

  /** Once for all changes that come together. */
  #recheckLater(): void {
    this.#recheck ??= setImmediate(() => {
      this.#recheck = undefined;
      for (const socket of this.#sockets) this.#closeIfRevoked(socket);
    });
  }

  #closeIfRevoked(socket: LiveSocket): void {
    if (!socket.caller) return;
    try {
      this.revocations.check(socket.caller);
    } catch (refusal) {
      socket.close(closingFor(refusal) ?? CLOSINGS.defect);
    }
  }

  /** One timer for all: each second a part of the sockets is pinged, and all are looked at. */
  #startSweeping(): NodeJS.Timeout {
    const slots = Math.max(1, Math.round(this.limits.pingMs / SWEEP_MS));
    let turn = 0;
    const period = Math.min(SWEEP_MS, this.limits.pingMs);
    return setInterval(() => {
      turn = (turn + 1) % slots;
      this.#sweep(turn, slots);
    }, period).unref();
  }

  #sweep(turn: number, slots: number): void {
    const now = Date.now();
    for (const socket of this.#sockets) {
      socket.closeIfExpired(now);
      if (socket.slot % slots === turn) socket.ping();
    }
  }

  #forget(socket: LiveSocket, key: string): void {
    const others = this.#callers.get(key);
    others?.delete(socket);
    if (others?.size === 0) this.#callers.delete(key);
  }

  #countPending(ip: string, change: 1 | -1): void {
    this.#pendingCount += change;
    const client = clientOf(ip);
    const count = (this.#pending.get(client) ?? 0) + change;
    if (count > 0) this.#pending.set(client, count);
    else this.#pending.delete(client);
  }
}
