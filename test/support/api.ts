import 'reflect-metadata';
import type { ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { HTTP_LIMITS, type HttpLimits } from '../../src/platform/http/http-limits.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as free as a client's own view
    readonly data?: any;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: readonly (string | number)[];
      readonly extensions: { readonly code: string; readonly reason?: string };
    }[];
  };
}

/** A caller of the API, with or without a token, over real HTTP. */
export class Actor {
  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  async query(query: string, variables?: Record<string, unknown>): Promise<Answer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.headers },
      body: JSON.stringify({ query, variables }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Answer['body'],
    };
  }

  with(headers: Record<string, string>): Actor {
    return new Actor(this.url, { ...this.headers, ...headers });
  }
}

/** The API, listening on a free loopback port. */
export class TestApi {
  private constructor(
    readonly app: NestFastifyApplication,
    /** The GraphQL endpoint. */
    readonly url: string,
  ) {}

  /**
   * @param extra modules, resolvers and controllers beside those of the product
   * @param limits shorter times than those of production
   */
  static async start(
    env: Record<string, string>,
    extra: Pick<ModuleMetadata, 'imports' | 'providers' | 'controllers'> = {},
    limits: Partial<HttpLimits> = {},
  ): Promise<TestApi> {
    const settings = loadSettings({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    });
    const imports = [AppModule.forRoot(settings), ...(extra.imports ?? [])];
    const root = { module: class TestModule {}, ...extra, imports };
    const app = await createApp(settings, root, { ...HTTP_LIMITS, ...limits });
    await app.listen(settings.port, '127.0.0.1');
    return new TestApi(app, `${await app.getUrl()}/graphql`);
  }

  get anonymous(): Actor {
    return new Actor(this.url, {});
  }

  as(token: string): Actor {
    return new Actor(this.url, { authorization: `Bearer ${token}` });
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
