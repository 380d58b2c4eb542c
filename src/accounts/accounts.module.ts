import { Module } from '@nestjs/common';
import { AuthModule, PermissionsSource } from '../platform/auth/index.js';
import { AccountAdministration } from './account-administration.js';
import { AccountAdministrationResolver } from './account-administration.resolver.js';
import { AccountHistory } from './account-history.js';
import { AccountTransactions } from './account-transactions.js';
import { AccountUpdates } from './account-updates.js';
import { AccountUpdatesResolver } from './account-updates.resolver.js';
import { AccountResolver } from './account.resolver.js';
import { ClaimCopier } from './copied-claims.js';
import { CurrentAccounts } from './current-accounts.js';
import { SignOutService } from './sign-out.service.js';
import { RolePermissions } from './role-permissions.js';

/** The application's own record of each user, with roles. */
@Module({
  imports: [AuthModule],
  providers: [
    AccountResolver,
    AccountAdministrationResolver,
    AccountAdministration,
    AccountHistory,
    AccountTransactions,
    AccountUpdates,
    AccountUpdatesResolver,
    ClaimCopier,
    CurrentAccounts,
    SignOutService,
    { provide: PermissionsSource, useClass: RolePermissions },
  ],
  exports: [AccountTransactions, CurrentAccounts],
})
export class AccountsModule {}
