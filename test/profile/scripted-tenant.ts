import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TestIssuer } from '../support/test-issuer.js';
import { use } from '../support/use.js';

/** One call that reached the Management API. */
export interface ManagementCall {
  readonly method: string;
  /** The user's identifier in the path. */
  readonly id: string;
  readonly body: string;
  readonly startedAt: number;
}

export type Script = (call: ManagementCall, response: ServerResponse) => unknown;

/** An Auth0 tenant whose Management API answers as a test scripts it, over real HTTP. */
export class ScriptedTenant {
  readonly calls: ManagementCall[] = [];
  script: Script = answerWithProfile;
  /** Calls that were under way at once, at most. */
  maximumRunning = 0;
  #running = 0;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly issuer: TestIssuer,
  ) {}

  static async start(): Promise<ScriptedTenant> {
    const server = createServer((request, response) => void tenant.#receive(request, response));
    const tenant = new ScriptedTenant(server, await TestIssuer.start());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return tenant;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** The environment of an API that trusts this tenant. */
  get env(): Record<string, string> {
    return {
      AUTH0_DOMAIN: this.issuer.url,
      AUTH0_AUDIENCE: this.issuer.audience,
      AUTH0_MANAGEMENT_DOMAIN: this.url,
      AUTH0_CLIENT_ID: 'management',
      AUTH0_CLIENT_SECRET: 'secret',
    };
  }

  /** An access token of the user with that id. */
  token(sub: string, claims: Record<string, unknown> = {}): Promise<string> {
    return this.issuer.token({ claims: { sub, ...claims } });
  }

  reset(script: Script = answerWithProfile): void {
    this.script = script;
    this.calls.length = 0;
    this.maximumRunning = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.issuer.close();
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (pathname === '/oauth/token') return sendJson(response, { access_token: 'machine' });
    this.#running += 1;
    this.maximumRunning = Math.max(this.maximumRunning, this.#running);
    response.once('close', () => (this.#running -= 1));
    const id = decodeURIComponent(pathname.split('/').at(-1) ?? '');
    const call = { method: request.method ?? '', id, body, startedAt: performance.now() };
    this.calls.push(call);
    await this.script(call, response);
  }
}

/** A `ScriptedTenant` for the tests of this file or `describe`. */
export function useScriptedTenant(): ScriptedTenant {
  return use(() => ScriptedTenant.start());
}

export function answerWithProfile(call: ManagementCall, response: ServerResponse): void {
  sendJson(response, profileOf(call));
}

export function profileOf({ id, body }: ManagementCall): Record<string, unknown> {
  const { user_metadata: metadata = {} } = JSON.parse(body || '{}') as Record<string, object>;
  return { user_id: id, name: `User ${id}`, user_metadata: metadata };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
