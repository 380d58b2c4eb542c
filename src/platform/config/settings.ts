import type { DpopSettings } from './dpop-settings.js';

export type Algorithm = 'RS256' | 'PS256' | 'ES256';

export const TOKEN_PROFILES = ['any', 'rfc9068'] as const;
export type TokenProfile = (typeof TOKEN_PROFILES)[number];

export const TRUSTED_DOCUMENTS = ['off', 'allowed', 'only'] as const;
export type TrustedDocumentsMode = (typeof TRUSTED_DOCUMENTS)[number];

export const AUDIENCE_CLAIMS = ['aud', 'client_id'] as const;
export type AudienceClaim = (typeof AUDIENCE_CLAIMS)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The application that may call an Auth0 tenant's Management API. */
export interface ManagementSettings {
  /** The tenant's own address, with a trailing slash: `https://TENANT.REGION.auth0.com/`. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** One issuer whose access tokens are accepted. */
export interface IssuerSettings {
  readonly kind: 'auth0' | 'authaction' | 'oidc';
  /** The environment variable that names the issuer, so that a message can say what to change. */
  readonly variable: string;
  /**
   * Identifies the issuer: `url` and a subject together are one user. The same for all custom
   * domains of an Auth0 tenant, of which it is the first.
   */
  readonly url: string;
  /**
   * The issuer's address as configured: `url`, or a further custom domain. Its discovery document
   * gives the exact issuer string of its tokens.
   */
  readonly address: string;
  /** The `aud` that an access token for this API carries. */
  readonly audience: string;
  /** `client_id` where the issuer's access tokens have no `aud`: they must name that client instead. */
  readonly audienceClaim: AudienceClaim;
  /** The one JWS algorithm that this issuer signs with. */
  readonly algorithm: Algorithm;
  /** `rfc9068` accepts only tokens that say that they are access tokens, so no ID token passes. */
  readonly tokenProfile: TokenProfile;
  /** The applications whose tokens are accepted, by `azp` or `client_id`; undefined is any. */
  readonly allowedClients: readonly string[] | undefined;
  /** The claim that holds permissions, by its name or a path such as `realm_access.roles`. */
  readonly permissionsClaim: string;
  /** Only for an Auth0 tenant with an application for its Management API. */
  readonly management?: ManagementSettings;
}

type SettingsValues = Omit<Settings, 'isProduction'>;

/** The configuration of the platform: complete, validated and frozen. Inject it by this class. */
export class Settings {
  declare readonly environment: 'development' | 'test' | 'production';
  declare readonly host: string;
  /** TCP port; 0 takes any free one. */
  declare readonly port: number;
  /**
   * The address at which clients reach `/graphql`, such as `https://api.example.com/graphql`;
   * undefined where it is unknown. Never comes from a request.
   */
  declare readonly publicUrl: string | undefined;
  /**
   * The address at which clients reach `/mcp`, which is the audience of their tokens; undefined is off.
   */
  declare readonly mcpUrl: string | undefined;
  /** TCP port of `/metrics`; undefined is off. */
  declare readonly metricsPort: number | undefined;
  /** Address of `/metrics`, independent of `host`: loopback unless the operator sets another. */
  declare readonly metricsHost: string;
  declare readonly logLevel: LogLevel;
  /** Key of the HMAC that makes a caller's pseudonym in the log; undefined is a random one. */
  declare readonly logPseudonymSecret: string | undefined;
  /** Origins that browsers may call from; a pattern leaves a label or the port open. */
  declare readonly corsOrigins: readonly (string | RegExp)[];
  /** Methods that pages may use at routes of the application; GraphQL takes `GET` and `POST`. */
  declare readonly corsMethods: readonly string[];
  /** Lets pages send cookies. GraphQL reads none. */
  declare readonly corsCredentials: boolean;
  /** Request headers, in lower case, that pages may send beside those that the API allows itself. */
  declare readonly corsHeaders: readonly string[];
  declare readonly issuers: readonly IssuerSettings[];
  declare readonly dpop: DpopSettings;
  /** PostgreSQL with its credentials, or `pglite:FOLDER` for the embedded one; else undefined. */
  declare readonly databaseUrl: string | undefined;
  /** Maximum number of connections of one process to the database. */
  declare readonly databasePoolSize: number;
  declare readonly redisUrl: string | undefined;
  /** Requests per minute and client address; 0 is off. */
  declare readonly rateLimitPerMinute: number;
  /** Points per minute and caller, over HTTP and sockets together; 0 is off. */
  declare readonly callerPointsPerMinute: number;
  /** Milliseconds of delay of the event loop, above which requests are shed; 0 is off. */
  declare readonly maxEventLoopDelayMs: number;
  /** Open connections of HTTP, and as many WebSockets; 0 is off. */
  declare readonly maxConnections: number;
  /** WebSockets of one caller at this process; 0 is off. */
  declare readonly maxCallerSockets: number;
  /** Subscriptions of one caller at this process, over all its sockets; 0 is off. */
  declare readonly maxCallerSubscriptions: number;
  /** Subscriptions of one WebSocket; 0 is off. */
  declare readonly maxSocketSubscriptions: number;
  /** Messages and pings of one WebSocket, four times as many at once; 0 is off. */
  declare readonly socketMessagesPerSecond: number;
  /** WebSockets whose caller is not known yet, at most a twentieth from one address; 0 is off. */
  declare readonly maxPendingSockets: number;
  /** For a connection without progress, as of a client that does not read its answer; 0 is off. */
  declare readonly maxStalledSeconds: number;
  /** Memory for request bodies that have not arrived yet; 0 is off. */
  declare readonly bodyMemoryMib: number;
  /** MiB for verified tokens. */
  declare readonly tokenMemoryMib: number;
  /** What one operation may cost, in points; 0 is off. */
  declare readonly maxOperationPoints: number;
  /**
   * `allowed`: a request may name a document of a manifest by its hash; `only`: no other document is
   * executed.
   */
  declare readonly trustedDocuments: TrustedDocumentsMode;
  /** The folder of the manifests; the project's own `operations`, except in tests. */
  declare readonly operationsFolder: string;
  /** Which proxies to believe: none, that many hops, or these addresses. */
  declare readonly trustProxy: false | number | string[];
  /** Seconds that requests in flight may take to finish after SIGTERM. */
  declare readonly shutdownGraceSeconds: number;
  declare readonly isProduction: boolean;
  /** The settings of the features, one instance of each class. */
  declare readonly features: readonly object[];
  /** Warnings that do not prevent the start; one sentence each. */
  declare readonly warnings: readonly string[];

  constructor(values: SettingsValues) {
    for (const value of Object.values(values)) if (Array.isArray(value)) Object.freeze(value);
    Object.assign(this, values, { isProduction: values.environment === 'production' });
    Object.freeze(this);
  }
}
