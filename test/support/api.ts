import 'reflect-metadata';
import type { DynamicModule, ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp, type Create } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { FEATURE_SETTINGS } from '../../src/app.settings.js';
import type { HttpLimits } from '../../src/platform/http/http-adapter.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { Settings } from '../../src/platform/config/settings.js';
import type { LiveLimits } from '../../src/platform/live/live-limits.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { writeOperations } from './operations.js';
import type { Override } from './override-providers.js';
import { ProbeModule } from './probe.js';
import { use } from './use.js';

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

/** Something that the API trusts: an issuer, a tenant. */
interface Trusted {
  readonly env: Record<string, string>;
}

const UNREACHABLE: Trusted = {
  env: { AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api' },
};

/** Features, and resolvers and controllers of a test. */
export type Parts = Pick<ModuleMetadata, 'imports' | 'providers' | 'controllers'> & {
  /** Providers that others take the place of. */
  readonly overrides?: readonly Override[];
};

/** Less than in production: shorter times, fewer of something. */
export type TestLimits = Partial<HttpLimits> & { readonly live?: Partial<LiveLimits> };

export interface ApiOptions extends Parts {
  /** Whose tokens it accepts; without it the API trusts an issuer that cannot be reached. */
  readonly trusts?: Trusted;
  /** More of its environment; a function is called when the API starts. */
  readonly env?: Record<string, string> | (() => Record<string, string>);
  readonly limits?: TestLimits;
  /** Files of a folder in the place of the project's `operations/`, by their names. */
  readonly operations?: Readonly<Record<string, string>>;
}

/** Starts an API before the tests of this file or `describe`, and closes it after them. */
export function useApi(options: ApiOptions = {}): TestApi {
  const { trusts = UNREACHABLE, env = {}, limits, operations = {}, ...parts } = options;
  return use(() => {
    const more = typeof env === 'function' ? env() : env;
    return TestApi.start({ ...trusts.env, ...more }, parts, limits, operations);
  });
}

/** The product, with every feature that `AppModule` lists. */
export function useProduct({
  trusts = UNREACHABLE,
  env = {},
}: Pick<ApiOptions, 'trusts' | 'env'> = {}): TestApi {
  return use(() => {
    const more = typeof env === 'function' ? env() : env;
    return TestApi.startProduct({ ...trusts.env, ...more });
  });
}

/** The API, listening on a free loopback port. */
export class TestApi {
  private constructor(
    readonly app: NestFastifyApplication,
    /** The GraphQL endpoint. */
    readonly url: string,
  ) {}

  /**
   * The platform with `ProbeModule` and the given features, but no other feature of the product.
   *
   * @param parts `imports` names the features that a test is about
   * @param limits shorter times than those of production
   */
  static async start(
    env: Record<string, string>,
    { imports = [], overrides = [], ...own }: Parts = {},
    { live = {}, ...limits }: TestLimits = {},
    operations: Readonly<Record<string, string>> = {},
  ): Promise<TestApi> {
    const folder = writeOperations(operations);
    try {
      const settings = new Settings({ ...testSettings(env), operationsFolder: folder.path });
      const all = [PlatformModule.forRoot(settings, { live }), ProbeModule, ...imports];
      const root = { module: class TestModule {}, imports: all, ...own };
      return await TestApi.listen(settings, root, limits, overrides);
    } finally {
      // They are read at start.
      folder.remove();
    }
  }

  /** The product: every feature that `AppModule` lists. */
  static startProduct(env: Record<string, string>, operationsFolder?: string): Promise<TestApi> {
    const own = testSettings(env);
    const settings = operationsFolder ? new Settings({ ...own, operationsFolder }) : own;
    return TestApi.listen(settings, AppModule.forRoot(settings));
  }

  private static async listen(
    settings: Settings,
    root: DynamicModule,
    limits: Partial<HttpLimits> = {},
    overrides: readonly Override[] = [],
  ): Promise<TestApi> {
    const create = await createWith(overrides);
    const app = await createApp(settings, root, limits, create);
    try {
      await app.listen(settings.port, '127.0.0.1');
    } catch (error) {
      await app.close();
      throw error;
    }
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

function testSettings(env: Record<string, string>): Settings {
  const defaults = { NODE_ENV: 'test', LOG_LEVEL: 'silent', HOST: '127.0.0.1', PORT: '0' };
  // What else the machine does must not change an answer.
  const calm = { MAX_EVENT_LOOP_DELAY_MS: '0' };
  return loadSettings({ ...defaults, ...calm, ...env }, FEATURE_SETTINGS);
}

/** Loads Nest's testing module only where a test replaces something. */
async function createWith(overrides: readonly Override[]): Promise<Create | undefined> {
  if (overrides.length === 0) return undefined;
  const { withOverrides } = await import('./override-providers.js');
  return withOverrides(overrides);
}
