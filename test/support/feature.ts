import type { Type } from '@nestjs/common';
import { TestApi, type Actor } from './api.js';
import { createEmbeddedDatabase } from './embedded-database.js';
import { TestSocket } from './live-socket.js';
import { TestIssuer } from './test-issuer.js';
import { use } from './use.js';

/** Starts the API with one feature, an issuer that it trusts and a database for it, for a spec file. */
export function useFeature(module: Type): TestFeature {
  return use(() => TestFeature.start(module));
}

/** A feature as its callers meet it: real tokens over real HTTP and WebSocket. */
export class TestFeature {
  readonly #sockets: TestSocket[] = [];

  private constructor(
    readonly api: TestApi,
    private readonly issuer: TestIssuer,
    private readonly stop: readonly (() => unknown)[],
  ) {}

  static async start(module: Type): Promise<TestFeature> {
    const issuer = await TestIssuer.start();
    const database = await createEmbeddedDatabase();
    const env = { ...issuer.env, DATABASE_URL: database.url };
    const api = await TestApi.start(env, { imports: [module] });
    return new TestFeature(api, issuer, [
      () => api.close(),
      () => database.close(),
      () => issuer.close(),
    ]);
  }

  get anonymous(): Actor {
    return this.api.anonymous;
  }

  /** A user of that name, whose access token carries the permissions. */
  async as(name: string, permissions: readonly string[] = []): Promise<Actor> {
    return this.api.as(await this.token(name, permissions));
  }

  /** An application that speaks for itself. */
  async asApplication(permissions: readonly string[] = []): Promise<Actor> {
    const claims = { sub: 'robot@clients', gty: 'client-credentials', permissions };
    return this.api.as(await this.issuer.token({ claims }));
  }

  token(name: string, permissions: readonly string[] = []): Promise<string> {
    return this.issuer.token({ claims: { sub: `auth0|${name}`, permissions } });
  }

  /** A subscription that has begun. */
  async subscribe(
    name: string,
    query: string,
    permissions: readonly string[] = [],
  ): Promise<TestSocket> {
    const token = await this.token(name, permissions);
    const socket = await TestSocket.connect(this.api.url, token);
    this.#sockets.push(socket);
    socket.subscribe('1', query);
    // The API has dealt with what was sent before.
    await socket.settle();
    await socket.take('pong');
    return socket;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    for (const stop of this.stop) await stop();
  }
}
