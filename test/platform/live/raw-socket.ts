import { connect, type Socket } from 'node:net';

/** One WebSocket, byte by byte: for frames that no client library sends. */
export class RawSocket {
  #received = Buffer.alloc(0);
  readonly #ended: Promise<void>;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data) => (this.#received = Buffer.concat([this.#received, data])));
    socket.on('error', () => undefined);
    this.#ended = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Asks for an upgrade; `lines` replace headers and add to them. */
  static ask(url: string, lines: Readonly<Record<string, string>> = {}, method = 'GET'): RawSocket {
    const { hostname, port, host, pathname } = new URL(url);
    const headers = {
      Host: host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': 'graphql-transport-ws',
      ...lines,
    };
    const socket = new RawSocket(connect(Number(port), hostname));
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`${method} ${pathname} HTTP/1.1\r\n${head.join('')}\r\n`);
    return socket;
  }

  write(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** Status line and headers of the answer to the upgrade. */
  async head(): Promise<string> {
    while (!this.#received.includes('\r\n\r\n')) await this.#next();
    return this.#received.subarray(0, this.#received.indexOf('\r\n\r\n')).toString();
  }

  /** The code of the close frame after which the API has ended the connection. */
  async closeCode(): Promise<number | undefined> {
    await this.#ended;
    const closing = this.#received.indexOf(0x88, this.#received.indexOf('\r\n\r\n'));
    return closing < 0 ? undefined : this.#received.readUInt16BE(closing + 2);
  }

  /** Resolves when the API has ended the connection. */
  ended(): Promise<void> {
    return this.#ended;
  }

  close(): void {
    this.socket.destroy();
  }

  /** As a client that crashes. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  #next(): Promise<void> {
    if (this.socket.destroyed) throw new Error(`Closed after ${this.#received.toString()}`);
    return new Promise((resolve) => {
      this.socket.once('data', () => resolve());
      this.socket.once('close', () => resolve());
    });
  }
}

/** A frame of a client, which is masked; with a mask of zeros the payload is readable. */
export function frame(first: number, payload: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(payload);
  return Buffer.concat([Buffer.from([first, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
}
