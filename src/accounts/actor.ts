import {
  InsufficientPermissionsException,
  issuerKey,
  type Caller,
} from '../platform/auth/index.js';
import { ApiException } from '../platform/http/index.js';
import type { AccountRow } from './accounts.table.js';
import { identityOf, type Identity } from './identity.js';
import { permissionsOf } from './roles.js';

/** How far a permission reaches, in the words of the schema. */
export const REACH =
  'A permission of the access token reaches accounts of its own issuer, a role those of every issuer.';

/**
 * A caller who reads or changes accounts of others. What the caller's own roles permit reaches the
 * accounts of every issuer; what the access token permits, those of its own issuer.
 */
export class Actor implements Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly #ofRoles: ReadonlySet<string>;
  readonly #ofToken: ReadonlySet<string>;

  /** @param account the caller's own; undefined for an application, and for a user without an account */
  constructor(caller: Caller, account: AccountRow | undefined) {
    const { issuer, subject } = identityOf(caller);
    this.issuer = issuer;
    this.subject = subject;
    this.#ofRoles = permissionsOf(account?.roles ?? []);
    this.#ofToken = caller.permissions;
  }

  /**
   * The one issuer whose accounts the permission reaches; undefined where it reaches all.
   *
   * @throws InsufficientPermissionsException where the caller does not have it
   */
  reachOf(permission: string): string | undefined {
    if (this.#ofRoles.has(permission)) return undefined;
    if (this.#ofToken.has(permission)) return this.issuer;
    throw new InsufficientPermissionsException([permission]);
  }

  /** @throws ApiException with the code `FORBIDDEN` */
  requireReach(permission: string, account: Identity): void {
    const reach = this.reachOf(permission);
    if (reach === undefined || issuerKey(reach) === issuerKey(account.issuer)) return;
    throw forbidden('This access token permits only what is about accounts of its own issuer.');
  }

  /** @throws ApiException with the code `FORBIDDEN` where no role of the caller grants it */
  requireRole(permission: string): void {
    if (this.#ofRoles.has(permission)) return;
    throw forbidden('Only the role of an account permits this, not an access token alone.');
  }
}

function forbidden(message: string): ApiException {
  return new ApiException({ status: 403, code: 'FORBIDDEN', message });
}
