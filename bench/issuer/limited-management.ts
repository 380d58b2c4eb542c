import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Limit {
  readonly delayMs: number;
  /** Calls of the API per second; token requests have no limit, only the delay. */
  readonly perSecond: number;
}

/** Passes requests on to a Management API as slowly and as seldom as a tenant's plan allows. */
export class LimitedManagement {
  limit: Limit | undefined;
  #passed = 0;
  #refused = 0;
  #tokens = 0;
  #second = 0;
  #inThisSecond = 0;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    private readonly target: string,
    readonly url: string,
  ) {}

  static async start(target: string): Promise<LimitedManagement> {
    const server = createServer((incoming, outgoing) => management.#answer(incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const management = new LimitedManagement(server, target, url);
    return management;
  }

  /** Calls since the last time. */
  takeCounts(): { passed: number; refused: number; tokens: number } {
    const counts = { passed: this.#passed, refused: this.#refused, tokens: this.#tokens };
    this.#passed = this.#refused = this.#tokens = 0;
    return counts;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  #answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const isToken = incoming.url?.startsWith('/oauth/token');
    if (!isToken && this.#isOverLimit()) {
      this.#refused += 1;
      outgoing.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' });
      outgoing.end(
        '{"statusCode":429,"error":"Too Many Requests","message":"Global limit reached"}',
      );
      incoming.resume();
      return;
    }
    if (isToken) this.#tokens += 1;
    else this.#passed += 1;
    setTimeout(() => this.#forward(incoming, outgoing), this.limit?.delayMs ?? 0);
  }

  #isOverLimit(): boolean {
    if (!this.limit) return false;
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) this.#inThisSecond = 0;
    this.#second = second;
    this.#inThisSecond += 1;
    return this.#inThisSecond > this.limit.perSecond;
  }

  /** The audience of a token names this address, where the tenant knows its own. */
  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const body = text
        .replaceAll(this.url, this.target)
        .replaceAll(encodeURIComponent(this.url), encodeURIComponent(this.target));
      const headers = { ...incoming.headers, host: undefined, connection: undefined };
      const length = body ? { 'content-length': Buffer.byteLength(body) } : {};
      request(new URL(incoming.url ?? '/', this.target), {
        method: incoming.method ?? 'GET',
        headers: { ...JSON.parse(JSON.stringify(headers)), ...length },
      })
        .on('response', (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': 'application/json' });
          answer.pipe(outgoing);
        })
        .on('error', () => outgoing.destroy())
        .end(body);
    });
  }
}
