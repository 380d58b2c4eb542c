import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { explainPort } from '../ports.js';
import { UserError } from '../user-error.js';

const PATIENCE_MS = 5 * 60_000;

/** Where a browser comes back to after the login: one address on loopback, for one answer. */
export class LoopbackCallback {
  private constructor(
    private readonly server: Server,
    /** The redirect URI, to be registered exactly so. */
    readonly url: string,
  ) {}

  static async listen(port: number): Promise<LoopbackCallback> {
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      const variable = 'TOKEN_CALLBACK_PORT';
      throw explainPort(error, { host: '127.0.0.1', port, variable });
    }
    const { port: actual } = server.address() as AddressInfo;
    return new LoopbackCallback(server, `http://127.0.0.1:${actual}/callback`);
  }

  /** The address that the browser came with. An answer with another `state` is not ours. */
  wait(state: string, patience = PATIENCE_MS): Promise<URL> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(tooLate(this.url)), patience).unref();
      this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
        const address = URL.canParse(request.url ?? '', this.url)
          ? new URL(request.url ?? '', this.url)
          : undefined;
        if (address?.pathname !== '/callback' || !isForUs(request, this.url)) {
          return answer(response, 404, 'There is nothing here.');
        }
        if (address.searchParams.get('state') !== state) {
          return answer(response, 400, 'This answer belongs to another sign-in.');
        }
        clearTimeout(timer);
        const isGood = address.searchParams.has('code');
        const text = isGood ? 'You are signed in.' : 'The sign-in did not work.';
        answer(response, isGood ? 200 : 400, `${text} Go back to the terminal.`);
        return resolve(address);
      });
    });
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    await closed;
  }
}

function isForUs({ headers, method }: IncomingMessage, url: string): boolean {
  return method === 'GET' && headers.host === new URL(url).host;
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(text);
}

function tooLate(url: string): UserError {
  return new UserError(
    'The sign-in did not come back. If the provider showed an error page, register this exact ' +
      `callback URL there:\n\n  ${url}`,
  );
}
