import { Injectable } from '@nestjs/common';
import { PermissionsSource, type Caller } from '../platform/auth/index.js';
import type { AccountRow } from './accounts.table.js';
import { CurrentAccounts } from './current-accounts.js';
import { permissionsOf } from './roles.js';

type Permissions = ReadonlySet<string>;

const NONE: Permissions = new Set();

/** Grants callers what the roles of their accounts grant. */
@Injectable()
export class RolePermissions extends PermissionsSource {
  /** Of accounts that are remembered: most requests find theirs here. */
  readonly #permissions = new WeakMap<AccountRow, Permissions>();

  constructor(private readonly accounts: CurrentAccounts) {
    super();
  }

  permissionsOf(caller: Caller): Permissions | Promise<Permissions> {
    const known = this.accounts.recall(caller);
    return known
      ? this.#grantedTo(known.account)
      : this.accounts.find(caller).then((account) => this.#grantedTo(account));
  }

  #grantedTo(account: AccountRow | undefined): Permissions {
    if (!account) return NONE;
    const known = this.#permissions.get(account);
    if (known) return known;
    const granted = permissionsOf(account.roles);
    this.#permissions.set(account, granted);
    return granted;
  }
}
