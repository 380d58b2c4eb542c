import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSigningKey, type SigningKey } from './signing-key.js';
import { signToken, type TokenParts } from './sign-token.js';
import { use } from './use.js';

/** Answers one request in place of the issuer. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestIssuerOptions {
  readonly algorithm?: 'RS256' | 'PS256' | 'ES256';
  readonly audience?: string;
  /** Auth0's issuers end with a slash; AuthAction's documentation shows both. */
  readonly hasTrailingSlash?: boolean;
  /** Published keys; one fresh key unless given. */
  readonly keys?: readonly SigningKey[];
}

/** A `TestIssuer` for the tests of this file or `describe`. */
export function useIssuer(options?: TestIssuerOptions): TestIssuer {
  return use(() => TestIssuer.start(options));
}

/**
 * An issuer whose every answer a test can replace: discovery, keys and UserInfo over real HTTP on a
 * free loopback port, and tokens signed with any key and any claims.
 */
export class TestIssuer {
  /** Requests that arrived, by path. */
  readonly requests: string[] = [];
  /** Replaces the answer of a path; `*` replaces them all. */
  readonly faults = new Map<string, Handler>();
  keys: SigningKey[];

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly url: string,
    readonly issuer: string,
    readonly audience: string,
    readonly algorithm: string,
    keys: readonly SigningKey[],
  ) {
    this.keys = [...keys];
  }

  static async start(options: TestIssuerOptions = {}): Promise<TestIssuer> {
    const {
      algorithm = 'RS256',
      audience = 'https://api.example.com',
      hasTrailingSlash = true,
    } = options;
    const keys = options.keys ?? [await createSigningKey(algorithm)];
    const server = createServer((request, response) => issuer.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const name = hasTrailingSlash ? url : url.slice(0, -1);
    const issuer = new TestIssuer(server, url, name, audience, algorithm, keys);
    return issuer;
  }

  /** The environment of an API that trusts this issuer. */
  get env(): Record<string, string> {
    return { AUTH0_DOMAIN: this.url, AUTH0_AUDIENCE: this.audience };
  }

  /** The key that tokens are signed with unless a test says otherwise. */
  get key(): SigningKey {
    const [key] = this.keys;
    if (!key) throw new Error('This issuer has no key.');
    return key;
  }

  /** An acceptable access token of a user, except for what the test overrides. */
  token(parts: TokenParts = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return signToken({
      key: this.key,
      ...parts,
      header: { alg: this.algorithm, typ: 'JWT', kid: this.key.kid, ...parts.header },
      claims: {
        iss: this.issuer,
        sub: 'auth0|64f1c2a97b3e5d0018a4c9e1',
        aud: this.audience,
        iat: now,
        exp: now + 3600,
        ...parts.claims,
      },
    });
  }

  /** How many requests asked for the keys. */
  get keyRequests(): number {
    return this.requests.filter((path) => path === '/jwks.json').length;
  }

  /** From now on the issuer's port refuses connections. */
  async stopListening(): Promise<void> {
    await this.close();
  }

  async listenAgain(): Promise<void> {
    const port = Number(new URL(this.url).port);
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    this.requests.push(path);
    const fault = this.faults.get(path) ?? this.faults.get('*');
    if (fault) return fault(request, response);
    const body = this.documentAt(path);
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'not found' }));
  }

  private documentAt(path: string): object | undefined {
    switch (path) {
      case '/.well-known/openid-configuration':
        return {
          issuer: this.issuer,
          jwks_uri: `${this.url}jwks.json`,
          userinfo_endpoint: `${this.url}userinfo`,
        };
      case '/jwks.json':
        return { keys: this.keys.map(({ jwk }) => jwk) };
      default:
        return undefined;
    }
  }
}
