import { Inject, Injectable } from '@nestjs/common';
import { AccessChangeFeed } from '../../auth/revocation/access-change-feed.js';
import { Revocations } from '../../auth/revocation/revocations.js';
import type { Caller } from '../../auth/caller.js';
import { LIVE_LIMITS_TOKEN, type LiveLimits } from '../live-limits.js';
import { CLOSINGS, closingFor, type Closing } from './closing.js';
import type { LiveSocket } from './live-socket.js';
import { PendingSockets } from './pending-sockets.js';

const CHECK_MS = 1_000;

/** All sockets of this process. Ends those whose access has ended and those of dead peers. */
@Injectable()
export class LiveSockets {
  readonly pending: PendingSockets;
  readonly #sockets = new Set<LiveSocket>();
  readonly #callers = new Map<string, Set<LiveSocket>>();
  #timer: NodeJS.Timeout | undefined;
  #recheck: NodeJS.Immediate | undefined;
  #onEmpty: (() => void) | undefined;

  constructor(
    @Inject(LIVE_LIMITS_TOKEN) private readonly limits: LiveLimits,
    private readonly revocations: Revocations,
    feed: AccessChangeFeed,
  ) {
    this.pending = new PendingSockets(limits);
    feed.subscribe(() => this.#recheckLater());
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** The subscriptions of all sockets. */
  get operations(): number {
    return sum(this.#sockets, ({ subscriptions }) => subscriptions.size);
  }

  /** The subscriptions of a caller, over all sockets of this process. */
  subscriptionsOf(caller: Caller): number {
    return sum(this.#callers.get(caller.key) ?? [], ({ subscriptions }) => subscriptions.count);
  }

  add(socket: LiveSocket): void {
    this.#sockets.add(socket);
    this.pending.count(socket.handshake.ip, 1);
    const period = Math.min(CHECK_MS, this.limits.pingMs);
    this.#timer ??= setInterval(() => this.#sockets.forEach((one) => one.check()), period).unref();
  }

  /** @returns false where the caller has too many sockets already, or this one has ended */
  identify(socket: LiveSocket, caller: Caller): boolean {
    if (!this.#sockets.has(socket)) return false;
    const others = this.#callers.get(caller.key) ?? new Set();
    if (others.size >= this.limits.socketsPerCaller) return false;
    this.#callers.set(caller.key, others.add(socket));
    socket.caller = caller;
    this.pending.count(socket.handshake.ip, -1);
    return true;
  }

  remove(socket: LiveSocket): void {
    if (!this.#sockets.delete(socket)) return;
    if (socket.caller) this.#forget(socket, socket.caller);
    else this.pending.count(socket.handshake.ip, -1);
    if (this.#sockets.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#onEmpty?.();
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

  #forget(socket: LiveSocket, { key }: Caller): void {
    const others = this.#callers.get(key);
    others?.delete(socket);
    if (others?.size === 0) this.#callers.delete(key);
  }
}

function sum(sockets: Iterable<LiveSocket>, numberOf: (socket: LiveSocket) => number): number {
  let total = 0;
  for (const socket of sockets) total += numberOf(socket);
  return total;
}
