import { Injectable } from '@nestjs/common';
import { PermissionsSource, type Caller } from '../platform/auth/index.js';
import { CurrentAccounts } from './current-accounts.js';
import { permissionsOf } from './roles.js';

const NONE: ReadonlySet<string> = new Set();

/** Grants callers what the roles of their accounts grant. */
@Injectable()
export class RolePermissions extends PermissionsSource {
  constructor(private readonly accounts: CurrentAccounts) {
    super();
  }

  async permissionsOf(caller: Caller): Promise<ReadonlySet<string>> {
    const account = await this.accounts.find(caller);
    return account ? permissionsOf(account.roles) : NONE;
  }
}
