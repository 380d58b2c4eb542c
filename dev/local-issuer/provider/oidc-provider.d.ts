/** The part of oidc-provider (and of Koa below it) that the local issuer uses. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Context {
    req: IncomingMessage;
    readonly res: ServerResponse;
    readonly request: { req: IncomingMessage; readonly origin: string };
    readonly response: { readonly headers: Readonly<Record<string, unknown>> };
    readonly headers: IncomingMessage['headers'];
    readonly method: string;
    readonly path: string;
    readonly host: string;
    query: Record<string, string | string[] | undefined>;
    readonly querystring: string;
    status: number;
    body: unknown;
    type: string;
    respond: boolean;
    get(header: string): string;
    set(headers: Record<string, string>): void;
    set(header: string, value: string): void;
    remove(header: string): void;
    vary(header: string): void;
    redirect(url: string): void;
  }

  export interface OidcContext extends Context {
    readonly oidc: {
      readonly provider: Provider;
      readonly client: { readonly clientId: string };
      readonly params: Record<string, string | undefined>;
      readonly body?: Record<string, string | undefined>;
      readonly requestParamScopes: Set<string>;
      readonly requestParamOIDCScopes: Set<string>;
      readonly resourceServers: Record<
        string,
        { readonly audience: string; readonly scopes: Set<string> }
      >;
      readonly account?: Account;
      readonly acr?: string;
      readonly session: { grantIdFor(clientId: string): string | undefined };
      readonly entities: {
        readonly IdTokenHint?: unknown;
        readonly Grant?: Grant;
        readonly AuthorizationCode?: Login;
        readonly RefreshToken?: Login;
      };
    };
  }

  export type Next = () => Promise<unknown>;
  export type Middleware = (ctx: Context, next: Next) => unknown;

  export interface Account {
    readonly accountId: string;
    claims(use: string, scope: string): Record<string, unknown>;
  }

  /** How the user behind a code or a refresh token signed in. */
  export interface Login {
    readonly acr?: string;
    readonly authTime?: number;
  }

  export interface Token {
    readonly kind: string;
    readonly clientId: string;
    readonly accountId?: string;
    readonly scope?: string;
    readonly aud?: string;
  }

  export interface StructuredToken {
    header: Record<string, unknown> | undefined;
    payload: Record<string, unknown> & { iat: number; exp: number };
  }

  export interface Grant {
    getResourceScope(resource: string): string;
    addOIDCScope(scope: Iterable<string> | string): void;
    addResourceScope(resource: string, scope: string[]): void;
    rejectResourceScope(resource: string, scope: string[]): void;
    save(secondsToLive?: number): Promise<string>;
  }

  export interface Client {
    readonly clientId: string;
    redirectUriAllowed(uri: string): boolean;
    postLogoutRedirectUriAllowed(uri: string): boolean;
  }

  export interface Interaction {
    readonly uid: string;
    readonly prompt: { readonly name: string };
    readonly params: Record<string, string | undefined>;
  }

  export interface Adapter {
    upsert(id: string, payload: Record<string, unknown>, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Record<string, unknown> | undefined>;
    findByUid(uid: string): Promise<Record<string, unknown> | undefined>;
    findByUserCode(userCode: string): Promise<Record<string, unknown> | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    readonly issuer: string;
    /** One class for each provider. */
    readonly Client: { readonly prototype: Client };
    readonly Grant: {
      new (properties: { accountId: string; clientId: string }): Grant;
      find(id: string): Promise<Grant | undefined>;
    };
    use(middleware: Middleware): this;
    on(event: 'server_error', listener: (ctx: Context, error: Error) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'backchannel.error', listener: (ctx: Context, error: Error) => void): this;
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>;
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>;
    interactionResult(req: IncomingMessage, res: ServerResponse, result: object): Promise<string>;
  }

  export const interactionPolicy: {
    base(): {
      get(name: string): {
        readonly checks: { remove(reason: string): void; add(check: object): void };
      };
    };
    Check: {
      new (reason: string, description: string, check: (ctx: OidcContext) => boolean): object;
      readonly REQUEST_PROMPT: boolean;
      readonly NO_NEED_TO_PROMPT: boolean;
    };
  };

  export const errors: {
    readonly CustomOIDCProviderError: new (
      error: string,
      description: string,
    ) => Error & { statusCode: number };
    readonly SessionNotFound: new (message: string) => Error;
  };
}
