import type { Settings } from '../config/settings.js';
import { hintsOf, type LimitHints } from './limit-hints.js';

/** What sockets may take. Tests use shorter times. */
export interface LiveLimits {
  /** For `connection_init` to arrive. */
  readonly initMs: number;
  /** Between two pings; a peer that has not answered by the next one is dead. */
  readonly pingMs: number;
  /** For a peer to confirm that a socket is closed, before the connection is cut off. */
  readonly closeMs: number;
  /** For a subscription to start, and for one event to be executed. */
  readonly executeMs: number;
  /** Size of one message of a client. */
  readonly messageBytes: number;
  /** In how many frames it may come, and in how many pieces of the network a frame. */
  readonly messageParts: number;
  readonly messageChunks: number;
  /** What may wait in one socket for a client that does not read. */
  readonly waitingBytes: number;
  /** Messages of one socket, pings included; four times as many at once. */
  readonly messagesPerSecond: number;
  readonly operationsPerSocket: number;
  readonly operationsPerCaller: number;
  /** Refusals in a row of a caller that asks for too much, before its socket is closed. */
  readonly overdrafts: number;
  /** Size of all documents and variables that one socket is subscribed to. */
  readonly operationBytes: number;
  readonly socketsPerCaller: number;
  /** Sockets that have not told who is calling; at most a twentieth of them from one address. */
  readonly pending: number;
  /** None in production. */
  readonly hints: Partial<LimitHints>;
}

/** What 0 stands for. A rate cannot be reckoned with `Infinity`. */
const OFF = Number.MAX_SAFE_INTEGER;

const LIVE_LIMITS = {
  initMs: 5_000,
  pingMs: 20_000,
  closeMs: 1_000,
  executeMs: 15_000,
  messageBytes: 100 * 1024,
  messageParts: 100,
  messageChunks: 1_000,
  waitingBytes: 1024 * 1024,
  overdrafts: 10,
  operationBytes: 256 * 1024,
};

export function limitsOf(settings: Settings): LiveLimits {
  return {
    ...LIVE_LIMITS,
    messagesPerSecond: settings.socketMessagesPerSecond || OFF,
    operationsPerSocket: settings.maxSocketSubscriptions || OFF,
    operationsPerCaller: settings.maxCallerSubscriptions || OFF,
    socketsPerCaller: settings.maxCallerSockets || OFF,
    pending: settings.maxPendingSockets || OFF,
    hints: settings.isProduction ? {} : hintsOf(settings),
  };
}

/** Injects the limits: an interface cannot be a token. */
export const LIVE_LIMITS_TOKEN = Symbol('LiveLimits');
