import type { RawData, WebSocket } from 'ws';
import type { Caller } from '../../auth/caller.js';
import { TokenBucket } from '../../auth/issuers/token-bucket.js';
import type { LiveLimits } from '../live-limits.js';
import type { EventStream } from '../operations/event-stream.js';
import type { Handshake } from '../operations/live-request.js';
import { CLOSINGS, type Closing } from './closing.js';

/** How a socket has ended, for the log line and the metrics. */
export interface SocketEnd extends Closing {
  /** False where the client closed it, or went away. */
  readonly isOurs: boolean;
}

/** What `ws` finds wrong with the bytes of a client, and closes the socket for by itself. */
const PROTOCOL_ERRORS: Readonly<Record<string, Closing>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: CLOSINGS.tooLarge,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: CLOSINGS.tooLarge,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: CLOSINGS.tooManyParts,
  WS_ERR_INVALID_UTF8: CLOSINGS.notText,
};

/** One WebSocket: who is calling, what it may still send, and how it ends. */
export class LiveSocket {
  readonly openedAt = performance.now();
  /** The turn in which it is pinged. */
  slot = 0;
  handshake: Handshake;
  caller: Caller | undefined;
  operations = 0;
  events = 0;
  /** Subscriptions that have not started yet. */
  starting = 0;
  /** Operations in a row that the caller's points did not cover. */
  overdrafts = 0;
  onMessage: (text: string) => Promise<void> = () => Promise.resolve();
  /** Of the last message, in characters. */
  messageLength = 0;
  /** The size of what the client has subscribed to. */
  heldBytes = 0;
  readonly #streams = new Set<EventStream>();
  readonly #budget: TokenBucket;
  #closing: Closing | undefined;
  #isAnswering = true;

  constructor(
    private readonly ws: WebSocket,
    handshake: Handshake,
    private readonly limits: LiveLimits,
    onEnd: (end: SocketEnd) => void,
  ) {
    this.handshake = handshake;
    this.#budget = new TokenBucket(limits.messageBurst, 1_000 / limits.messagesPerSecond, () =>
      performance.now(),
    );
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

  get streamCount(): number {
    return this.#streams.size;
  }

  get isClosing(): boolean {
    return this.#closing !== undefined;
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
    this.ws.close(closing.code, closing.reason);
    this.#cutOffLater();
    for (const stream of this.#streams) end(stream);
  }

  /** Ends the stream together with the socket. */
  hold(stream: EventStream, bytes: number): void {
    this.#streams.add(stream);
    this.heldBytes += bytes;
    stream.onEnd = () => {
      this.#streams.delete(stream);
      this.heldBytes -= bytes;
    };
    if (this.#closing) end(stream);
  }

  /** Cuts off a peer that has not answered the last ping; pings it otherwise. */
  ping(): void {
    if (!this.#isAnswering) return this.ws.terminate();
    this.#isAnswering = false;
    if (this.ws.readyState === this.ws.OPEN) this.ws.ping();
  }

  closeIfExpired(now: number): void {
    if (this.caller && now >= Number(this.caller.claims.exp) * 1000) {
      this.close(CLOSINGS.tokenExpired);
    }
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (!this.#spend()) return;
    if (isBinary) return this.close(CLOSINGS.malformed);
    // `ws` gives text in one buffer.
    const text = (data as Buffer).toString();
    this.messageLength = text.length;
    void this.onMessage(text);
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
    this.#closing ??= PROTOCOL_ERRORS[code] ?? CLOSINGS.notWebSocket;
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

function end(stream: EventStream): void {
  // An error while the source ends no longer matters.
  stream.return().catch(() => undefined);
}
