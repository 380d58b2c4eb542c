import type { IssuerSettings } from '../config/settings.js';
import type { Claims } from './claims.js';

/** Who sent the request: the subject of a verified access token, and what it may do. */
export class Caller {
  /** `sub`: unique within its issuer. */
  readonly subject: string;
  readonly permissions: ReadonlySet<string>;
  /** True where an application speaks for itself (client credentials) and no user is behind it. */
  readonly isApplication: boolean;
  readonly #accessToken: string;

  constructor(
    /** The issuer's settings: `issuer.url` and `subject` together identify somebody for good. */
    readonly issuer: IssuerSettings,
    /** The verified claims of the token. */
    readonly claims: Claims,
    accessToken: string,
  ) {
    this.subject = String(claims.sub);
    this.permissions = readPermissions(claims);
    this.isApplication = isApplication(claims);
    this.#accessToken = accessToken;
  }

  /** The token itself, for its own issuer's UserInfo endpoint alone. Private, so no log prints it. */
  get accessToken(): string {
    return this.#accessToken;
  }
}

/**
 * An absent `permissions` claim means that the issuer does not use it (Auth0 without RBAC); an
 * empty one means that nothing is permitted, whatever the scope says.
 */
function readPermissions({ permissions, scope }: Claims): ReadonlySet<string> {
  if (permissions !== undefined) {
    return new Set(Array.isArray(permissions) ? permissions.filter(isText) : []);
  }
  return new Set(isText(scope) ? scope.split(' ').filter(Boolean) : []);
}

/** Auth0 and AuthAction: `gty`, or a subject `CLIENTID@clients`; RFC 9068: `sub` is the client. */
function isApplication({ sub, gty, azp, client_id: clientId }: Claims): boolean {
  return (
    gty === 'client-credentials' ||
    (isText(sub) && (sub.endsWith('@clients') || sub === clientId || sub === azp))
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
