import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { clientOf } from '../rate-limit/client-address.js';
import { shareOf } from './share-of.js';

/** One address may have a quarter of all connections at most: an office, or a proxy that is not named. */
const ADDRESSES = 4;
/** Connections above the maximum that get one answer each; further ones are closed at once. */
const EXCESS_SHARE = 0.1;
const MINIMUM_EXCESS = 20;
/** For a connection above the maximum to send its one request. */
const EXCESS_MS = 5_000;

/** Counts the open connections of HTTP. Those that have become WebSockets are counted there. */
export class Connections {
  readonly #addresses = new Map<string, number>();
  readonly #excess = new Set<Socket>();
  #open = 0;

  /**
   * @param maximum 0 counts and refuses nothing
   * @param isByAddress whether one address may have a part of them alone
   */
  constructor(
    private readonly maximum: number,
    private readonly isByAddress: boolean,
  ) {}

  get open(): number {
    return this.#open;
  }

  /** True for a connection that gets one answer, and is closed. */
  isExcess(socket: Socket): boolean {
    return this.#excess.has(socket);
  }

  watch(server: Server): void {
    server.on('connection', (socket) => this.#add(socket));
  }

  /** For a connection that has become a WebSocket. */
  release(socket: Socket): void {
    releases.get(socket)?.();
    releases.delete(socket);
  }

  #add(socket: Socket): void {
    // A connection that offered another protocol is handed to the server once more.
    if (releases.has(socket)) return;
    const address = clientOf(socket.remoteAddress);
    const fromAddress = (this.#addresses.get(address) ?? 0) + 1;
    this.#open += 1;
    this.#addresses.set(address, fromAddress);
    releases.set(socket, () => this.#remove(address));
    socket.once('close', () => this.release(socket));
    const free = this.maximum - this.#open;
    const isTooMany = this.isByAddress && fromAddress > shareOf(free, ADDRESSES);
    if (this.maximum > 0 && (free < 0 || isTooMany)) this.#exceed(socket);
  }

  #exceed(socket: Socket): void {
    if (this.#excess.size >= Math.max(MINIMUM_EXCESS, this.maximum * EXCESS_SHARE)) {
      socket.destroy();
      return;
    }
    this.#excess.add(socket);
    const timer = setTimeout(() => socket.destroy(), EXCESS_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#excess.delete(socket);
    });
  }

  #remove(address: string): void {
    this.#open -= 1;
    const left = (this.#addresses.get(address) ?? 1) - 1;
    if (left > 0) this.#addresses.set(address, left);
    else this.#addresses.delete(address);
  }
}

/** How to stop counting a connection, once. */
const releases = new WeakMap<Socket, () => void>();
