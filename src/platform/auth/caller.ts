import type { ExecutionContext } from '@nestjs/common';
import type { IssuerSettings } from '../config/settings.js';
import { requestOf } from '../http/request-of.js';
import { stateOf } from '../http/request-state.js';
import { userKey } from './issuers/issuer-key.js';
import type { Claims } from './token/claims.js';
import { isApplication } from './token/is-application.js';
import { readLogin, type Login } from './token/login-claims.js';
import { readPermissions } from './token/token-permissions.js';

/** Who sent the request: the subject of a verified access token, and what it may do. */
export class Caller {
  /** `sub`: unique within its issuer. */
  readonly subject: string;
  /** True where only the client that holds its key can use the token (RFC 7800). */
  get isBound(): boolean {
    return this.claims['cnf'] !== undefined;
  }

  /** One text for the user, or the application: the same through all custom domains of a tenant. */
  readonly key: string;
  /** What the token permits; `Permissions` adds what the application itself grants. */
  readonly permissions: ReadonlySet<string>;
  /** True where an application speaks for itself (client credentials) and no user is behind it. */
  readonly isApplication: boolean;
  readonly #accessToken: string;

  constructor(
    readonly issuer: IssuerSettings,
    /** The verified claims of the token. */
    readonly claims: Claims,
    accessToken: string,
  ) {
    this.subject = String(claims.sub);
    this.key = userKey(issuer.url, this.subject);
    this.isApplication = isApplication(claims, issuer);
    this.permissions = readPermissions(claims, issuer, this.isApplication);
    this.#accessToken = accessToken;
  }

  /**
   * The issuer's name in records, as its tokens spell it; the same through all custom domains of a
   * tenant.
   */
  get issuerName(): string {
    const { url, address } = this.issuer;
    return address === url ? String(this.claims.iss) : url;
  }

  /** How and when the user logged in, where the token says it. */
  get login(): Login {
    return readLogin(this.claims, this.issuer);
  }

  /** The token itself, for its own issuer's UserInfo endpoint alone. Private, so no log prints it. */
  get accessToken(): string {
    return this.#accessToken;
  }
}

/** The caller that the guard let pass, for a guard or an interceptor; undefined on a public resolver. */
export function callerOf(context: ExecutionContext): Caller | undefined {
  return callerOfRequest(requestOf(context));
}

/**
 * The same for what has only the request: an Apollo plugin or a `SchemaWrapper` finds it as `req` in
 * GraphQL's context.
 */
export function callerOfRequest(request: object): Caller | undefined {
  const { caller } = stateOf(request);
  return caller instanceof Caller ? caller : undefined;
}
