export type Algorithm = 'RS256' | 'PS256' | 'ES256';

export const TOKEN_PROFILES = ['any', 'rfc9068'] as const;
export type TokenProfile = (typeof TOKEN_PROFILES)[number];

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
  /** The issuer's address as configured; its discovery document gives the exact issuer string. */
  readonly url: string;
  /** The `aud` that an access token for this API carries. */
  readonly audience: string;
  /** The one JWS algorithm that this issuer signs with. */
  readonly algorithm: Algorithm;
  /** `rfc9068` accepts only tokens that say that they are access tokens, so no ID token passes. */
  readonly tokenProfile: TokenProfile;
  /** The applications whose tokens are accepted, by `azp` or `client_id`; undefined is any. */
  readonly allowedClients: readonly string[] | undefined;
  /** The only claim that holds permissions; undefined is the rule of the issuer's kind. */
  readonly permissionsClaim: string | undefined;
  /** Only for an Auth0 tenant with an application for its Management API. */
  readonly management?: ManagementSettings;
}

interface SettingsValues {
  environment: 'development' | 'test' | 'production';
  host: string;
  port: number;
  publicUrl: string | undefined;
  metricsPort: number | undefined;
  metricsHost: string;
  logLevel: LogLevel;
  logPseudonymSecret: string | undefined;
  corsOrigins: readonly (string | RegExp)[];
  corsHeaders: readonly string[];
  issuers: readonly IssuerSettings[];
  databaseUrl: string | undefined;
  databasePoolSize: number;
  profileCacheSeconds: number;
  redisUrl: string | undefined;
  rateLimitPerMinute: number;
  trustProxy: false | number | string[];
  shutdownGraceSeconds: number;
  warnings: readonly string[];
}

/** The whole configuration: complete, validated and frozen. Inject it by this class. */
export class Settings {
  readonly environment: SettingsValues['environment'];
  readonly host: string;
  /** TCP port; 0 takes any free one. */
  readonly port: number;
  /**
   * The address at which clients reach `/graphql`, such as `https://api.example.com/graphql`;
   * undefined where it is unknown. Never comes from a request.
   */
  readonly publicUrl: string | undefined;
  /** TCP port of `/metrics`; undefined is off. */
  readonly metricsPort: number | undefined;
  /** Address of `/metrics`, whatever `host` is: loopback unless the operator asks for another. */
  readonly metricsHost: string;
  readonly logLevel: LogLevel;
  /** Key of the HMAC that makes a caller's pseudonym in the log; undefined is a random one. */
  readonly logPseudonymSecret: string | undefined;
  /** Exact origins that browsers may call from; a pattern stands for loopback with any port. */
  readonly corsOrigins: readonly (string | RegExp)[];
  /** Request headers, in lower case, that pages may send beside those that the API allows itself. */
  readonly corsHeaders: readonly string[];
  readonly issuers: readonly IssuerSettings[];
  /** PostgreSQL with its credentials, or `pglite:FOLDER` for the embedded one; undefined is none. */
  readonly databaseUrl: string | undefined;
  /** Maximum number of connections of one process to the database. */
  readonly databasePoolSize: number;
  /** Seconds for which a profile may be reused; 0 is off. */
  readonly profileCacheSeconds: number;
  readonly redisUrl: string | undefined;
  /** Requests per minute and client address; 0 is off. */
  readonly rateLimitPerMinute: number;
  /** Whose `X-Forwarded-For` is believed: nobody's, that of so many hops, or of these addresses. */
  readonly trustProxy: false | number | string[];
  /** Seconds that requests in flight may take to finish after SIGTERM. */
  readonly shutdownGraceSeconds: number;
  readonly isProduction: boolean;
  /** What is worth a look, although it does not prevent the start; one sentence each. */
  readonly warnings: readonly string[];

  constructor(values: SettingsValues) {
    this.environment = values.environment;
    this.host = values.host;
    this.port = values.port;
    this.publicUrl = values.publicUrl;
    this.metricsPort = values.metricsPort;
    this.metricsHost = values.metricsHost;
    this.logLevel = values.logLevel;
    this.logPseudonymSecret = values.logPseudonymSecret;
    this.corsOrigins = Object.freeze([...values.corsOrigins]);
    this.corsHeaders = Object.freeze([...values.corsHeaders]);
    this.issuers = Object.freeze([...values.issuers]);
    this.databaseUrl = values.databaseUrl;
    this.databasePoolSize = values.databasePoolSize;
    this.profileCacheSeconds = values.profileCacheSeconds;
    this.redisUrl = values.redisUrl;
    this.rateLimitPerMinute = values.rateLimitPerMinute;
    this.trustProxy = values.trustProxy;
    this.shutdownGraceSeconds = values.shutdownGraceSeconds;
    this.isProduction = values.environment === 'production';
    this.warnings = Object.freeze([...values.warnings]);
    Object.freeze(this);
  }
}
