import { WebSocket, type ClientOptions } from 'ws';

export interface Message {
  readonly type: string;
  readonly id?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as free as a client's own view
  readonly payload?: any;
}

export interface SocketOptions extends ClientOptions {
  readonly protocols?: string[];
}

/** One WebSocket with the API, message by message, so that a test can break every rule. */
export class TestSocket {
  readonly messages: Message[] = [];
  readonly ended: Promise<{ code: number; reason: string }>;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)) as Message);
      this.#wake();
    });
    ws.on('error', () => undefined);
    this.ended = new Promise((resolve) =>
      ws.once('close', (code, reason) => {
        resolve({ code, reason: String(reason) });
        this.#wake();
      }),
    );
  }

  /** @param url the endpoint's HTTP address */
  static async open(url: string, options: SocketOptions = {}): Promise<TestSocket> {
    const { protocols = ['graphql-transport-ws'], ...rest } = options;
    const ws = new WebSocket(url.replace(/^http/, 'ws'), protocols, rest);
    const socket = new TestSocket(ws);
    await new Promise<void>((resolve, reject) => {
      ws.once('open', resolve);
      ws.once('unexpected-response', (_, response) => {
        response.resume();
        reject(new UpgradeRefused(response.statusCode ?? 0, response.headers));
      });
      ws.once('error', reject);
    });
    return socket;
  }

  /** An open socket whose caller is known. */
  static async connect(url: string, token: string, options?: SocketOptions): Promise<TestSocket> {
    const socket = await TestSocket.open(url, options);
    socket.init(`Bearer ${token}`);
    await socket.take('connection_ack');
    return socket;
  }

  init(authorization?: unknown): void {
    this.send({ type: 'connection_init', payload: authorization ? { authorization } : {} });
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.send({ type: 'subscribe', id, payload: { query, variables } });
  }

  send(message: object | string | Buffer): void {
    const isRaw = typeof message === 'string' || Buffer.isBuffer(message);
    this.ws.send(isRaw ? message : JSON.stringify(message));
  }

  /** The next message, which has to be of that type. */
  async take(type: string): Promise<Message> {
    while (this.messages.length <= this.#taken) {
      if (this.ws.readyState === WebSocket.CLOSED) {
        throw new Error(`Closed while waiting for ${type}: ${JSON.stringify(await this.ended)}`);
      }
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    const message = this.messages[this.#taken] as Message;
    this.#taken += 1;
    if (message.type !== type) throw new Error(`Not ${type}: ${JSON.stringify(message)}`);
    return message;
  }

  /** True when everything that the client has sent before is dealt with. */
  async settle(): Promise<void> {
    this.send({ type: 'ping' });
    const pongs = () => this.messages.filter(({ type }) => type === 'pong').length;
    const before = pongs();
    while (pongs() === before && this.ws.readyState === WebSocket.OPEN) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  close(): void {
    this.ws.terminate();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** The API has answered an upgrade with a status. */
export class UpgradeRefused extends Error {
  constructor(
    readonly status: number,
    readonly headers: Record<string, unknown>,
  ) {
    super(`The upgrade was answered with ${status}.`);
  }
}
