import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { type Caller, CurrentCaller, RequirePermissions } from '../platform/auth/index.js';
import { AccountAdministration } from './account-administration.js';
import { Account, RoleEnum } from './account.model.js';
import { REACH } from './actor.js';
import type { Role } from './roles.js';

const NEEDS_ROLE =
  'Needs a role with the permission `manage:accounts`: `FORBIDDEN` for an access token alone.';
const NEEDS = `Needs the permission \`manage:accounts\`: \`FORBIDDEN\` without it. ${REACH}`;

const AccountId = () =>
  Args('accountId', {
    type: () => ID,
    description:
      "The account's `id`: `NOT_FOUND` where there is no such account, `BAD_USER_INPUT` for a text that is not a UUID.",
  });

@RequirePermissions('manage:accounts')
@Resolver()
export class AccountAdministrationResolver {
  constructor(private readonly administration: AccountAdministration) {}

  @Mutation(() => Account, {
    description: `Grants a role to an account that does not have it. ${NEEDS_ROLE}`,
  })
  grantRole(
    @AccountId() id: string,
    @Args('role', { type: () => RoleEnum, description: 'The role to grant.' }) role: Role,
    @CurrentCaller() caller: Caller,
  ): Promise<Account> {
    return this.administration.grantRole(caller, id, role);
  }

  @Mutation(() => Account, {
    description: `Takes a role from an account; the last administrator keeps it. ${NEEDS_ROLE}`,
  })
  revokeRole(
    @AccountId() id: string,
    @Args('role', { type: () => RoleEnum, description: 'The role to take.' }) role: Role,
    @CurrentCaller() caller: Caller,
  ): Promise<Account> {
    return this.administration.revokeRole(caller, id, role);
  }

  @Mutation(() => Account, {
    description: `Suspends an account, but never the caller's own nor the last administrator's. ${NEEDS}`,
  })
  suspendAccount(
    @AccountId() id: string,
    @Args('reason', {
      type: () => String,
      description: 'Why, in 1 to 500 characters: for administrators, never shown to the user.',
    })
    reason: string,
    @CurrentCaller() caller: Caller,
  ): Promise<Account> {
    return this.administration.suspend(caller, id, reason);
  }

  @Mutation(() => Account, { description: `Ends the suspension of an account. ${NEEDS}` })
  reinstateAccount(@AccountId() id: string, @CurrentCaller() caller: Caller): Promise<Account> {
    return this.administration.reinstate(caller, id);
  }
}
