import type { Middleware } from 'oidc-provider';
import type { ConfidentialApplication } from './storage/applications.js';
import type { DemoUser } from './storage/demo-user.js';
import type { UserStore } from './storage/user-store.js';

/** The audience of the demo API: a reserved name (RFC 2606), which has no address. */
export const DEFAULT_AUDIENCE = 'https://graphql-api.example';

/** Where the local issuer listens unless `LOCAL_ISSUER_PORT` says otherwise. */
export const DEFAULT_PORT = 3001;

/** How to start a local issuer. */
export interface LocalIssuerOptions {
  /** `NODE_ENV`: in production the issuer refuses to start. */
  readonly environment: string | undefined;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Keeps keys, secrets and users; the git-ignored `.local-issuer` unless given. */
  readonly dataFolder?: string;
  /** The API's identifier. */
  readonly audience?: string;
  /** The GraphQL endpoint that the page at the issuer's root calls. */
  readonly apiUrl?: string;
  /** The address of the API's tools, which is their audience; undefined where it has none. */
  readonly toolsUrl?: string | undefined;
  /** Further origins whose pages may call the issuer, such as the API's own. */
  readonly allowedOrigins?: readonly string[];
  /** Who can sign in; the demo users unless given. */
  readonly users?: readonly DemoUser[];
  /** What the application without a user may do; as in `dev/demo-users.ts` unless given. */
  readonly machinePermissions?: readonly string[];
  /** 24 hours unless given, as at Auth0. */
  readonly accessTokenSeconds?: number;
  /** Steps that every request passes before those of the issuer; tests count and disturb there. */
  readonly middleware?: readonly Middleware[];
}

/** A running OpenID provider that behaves like an Auth0 tenant. */
export interface LocalIssuer {
  /** With the trailing slash that Auth0's issuers have. */
  readonly issuer: string;
  readonly audience: string;
  /** The address of the API's tools, which is their audience; undefined where it has none. */
  readonly toolsUrl: string | undefined;
  /** The audience of the Management API. */
  readonly managementAudience: string;
  readonly browserApplication: {
    readonly clientId: string;
    readonly redirectUris: readonly string[];
  };
  /** May ask for tokens of the API on its own behalf. */
  readonly machineApplication: ConfidentialApplication;
  /** May call the Management API. */
  readonly managementApplication: ConfidentialApplication;
  readonly users: UserStore;
  /** Signs with a new key from now on; the old one stays published only where asked. */
  rotateKeys(options?: { keepOld: boolean }): Promise<void>;
  close(): Promise<void>;
}
