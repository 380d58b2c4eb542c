import type { RawData, WebSocket } from 'ws';
import type { Caller } from '../../auth/caller.js';
import { TokenBucket } from '../../auth/issuers/token-bucket.js';
import type { LiveLimits } from '../live-limits.js';
import type { Handshake } from '../operations/live-request.js';
import { CLOSINGS, describeClosing, WS_CLOSINGS, type Closing } from './closing.js';
import { HeldSubscriptions } from './held-subscriptions.js';

/** How a socket has ended, for the log line and the metrics. */
export interface SocketEnd extends Closing {
  /** False where the client closed it, or went away. */
  readonly isOurs: boolean;
}

const clock = () => performance.now();

/** A message counts once more for each of these bytes: parsing takes as long as it is large. */
const MESSAGE_UNIT = 10 * 1024;
/** As many messages may come at once as in so many seconds. */
const BURST_SECONDS = 4;

/** One WebSocket: who is calling, what it may still send, and how it ends. */
export class LiveSocket {
  readonly openedAt = clock();
  readonly subscriptions: HeldSubscriptions;
  caller: Caller | undefined;
  /** Operations that were asked for, and events that were sent. */
  operations = 0;
  events = 0;
  /** Operations in a row that the caller's points did not cover. */
  overdrafts = 0;
  onMessage: (text: string) => void = () => undefined;
  /** Of the message that is handled, in characters. */
  messageLength = 0;
  readonly #budget: TokenBucket;
  #closing: Closing | undefined;
  #isAnswering = true;
  #pingAt: number;

  constructor(
    private readonly ws: WebSocket,
    public handshake: Handshake,
    private readonly limits: LiveLimits,
    onEnd: (end: SocketEnd) => void,
  ) {
    this.subscriptions = new HeldSubscriptions(limits);
    const { messagesPerSecond: rate } = limits;
    this.#budget = new TokenBucket(BURST_SECONDS * rate, 1_000 / rate, clock);
    // Sockets that were opened together are not pinged together.
    this.#pingAt = this.openedAt + Math.random() * limits.pingMs;
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary));
    ws.on('ping', () => this.#spend());
    ws.on('pong', () => {
      this.#isAnswering = true;
      this.#spend();
    });
    ws.on('error', (error) => this.#noteProtocolError(error));
    ws.once('close', (code, reason) => onEnd(this.#describeEnd(code, reason)));
  }

  get protocol(): string {
    return this.ws.protocol;
  }

  /** True also where the client has closed it. */
  get isClosing(): boolean {
    return this.#closing !== undefined || this.ws.readyState !== this.ws.OPEN;
  }

  /** Reads nothing from the client until `resume()`. */
  pause(): void {
    this.ws.pause();
  }

  resume(): void {
    this.ws.resume();
  }

  /** Does not wait for the client to read: what waits for it is bounded instead. */
  send(text: string): void {
    if (this.ws.readyState !== this.ws.OPEN) return;
    this.ws.send(text);
    if (this.ws.bufferedAmount > this.limits.waitingBytes) this.close(CLOSINGS.slowReader);
  }

  /** The first reason counts. From now on nothing is received, and no event is sent. */
  close(closing: Closing): void {
    if (this.#closing) return;
    this.#closing = closing;
    this.ws.close(closing.code, describeClosing(closing, this.limits.hints));
    this.#cutOffLater();
    this.subscriptions.endAll();
  }

  /** Called each second: ends the socket with its token, and pings a peer that may be dead. */
  check(): void {
    if (this.caller && Date.now() >= Number(this.caller.claims.exp) * 1000) {
      this.close(CLOSINGS.tokenExpired);
    }
    if (clock() < this.#pingAt) return;
    if (!this.#isAnswering) return this.ws.terminate();
    this.#isAnswering = false;
    this.#pingAt = clock() + this.limits.pingMs;
    if (this.ws.readyState === this.ws.OPEN) this.ws.ping();
  }

  #receive(data: RawData, isBinary: boolean): void {
    // `ws` gives text in one buffer.
    const bytes = data as Buffer;
    for (let rest = bytes.length; rest >= 0; rest -= MESSAGE_UNIT) {
      if (!this.#spend()) return;
    }
    if (isBinary) return this.close(CLOSINGS.malformed);
    this.onMessage(bytes.toString());
  }

  /** @returns false where the socket receives no more */
  #spend(): boolean {
    if (this.#closing) return false;
    if (this.#budget.isEmpty) {
      this.close(CLOSINGS.tooManyMessages);
      return false;
    }
    this.#budget.take();
    return true;
  }

  /** `ws` has closed the socket already, with a code of its own. */
  #noteProtocolError(error: Error): void {
    const code = 'code' in error ? String(error.code) : '';
    this.#closing ??= WS_CLOSINGS[code] ?? CLOSINGS.notWebSocket;
    this.#cutOffLater();
  }

  /** For a client that does not answer the close frame, or cannot be sent one. */
  #cutOffLater(): void {
    const timer = setTimeout(() => this.ws.terminate(), this.limits.closeMs);
    this.ws.once('close', () => clearTimeout(timer));
  }

  #describeEnd(code: number, reason: Buffer): SocketEnd {
    return this.#closing
      ? { ...this.#closing, isOurs: true }
      : { code, reason: reason.toString(), isOurs: false };
  }
}
