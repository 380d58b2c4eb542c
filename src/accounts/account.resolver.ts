import {
  Args,
  Context,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import {
  type Caller,
  CurrentCaller,
  RequirePermissions,
  RequireUser,
} from '../platform/auth/index.js';
import { ConnectionOf, listOf, PageArgs, type Connection } from '../platform/graphql/index.js';
import { AccountAdministration } from './account-administration.js';
import { AccountEvent, LATEST_EVENTS } from './account-event.model.js';
import { AccountFilter } from './account-filter.input.js';
import { AccountHistory } from './account-history.js';
import { Account, toAccount } from './account.model.js';
import { REACH } from './actor.js';
import { SignOutService } from './sign-out.service.js';
import { CurrentAccounts } from './current-accounts.js';

const AccountConnection = ConnectionOf(Account);

@Resolver(() => Account)
export class AccountResolver {
  constructor(
    private readonly current: CurrentAccounts,
    private readonly administration: AccountAdministration,
    private readonly histories: AccountHistory,
    private readonly signOut: SignOutService,
  ) {}

  @RequireUser()
  @Query(() => Account, {
    description:
      "The caller's own account, which is created when it is first asked for. Needs a user's access token: `FORBIDDEN` for an application's, and with the reason `account_suspended` for a suspended account; `NOT_CONFIGURED` where the API has no database.",
  })
  async myAccount(@CurrentCaller() caller: Caller): Promise<Account> {
    return toAccount(await this.current.visit(caller));
  }

  @RequireUser()
  @Mutation(() => Account, {
    description:
      "Revokes every access token of the caller that was issued until now, this one included, at every replica within 2 s. A new login works at once. Needs a user's access token.",
  })
  signOutEverywhere(@CurrentCaller() caller: Caller): Promise<Account> {
    return this.signOut.signOutEverywhere(caller);
  }

  @RequirePermissions('read:accounts')
  @Query(() => Account, {
    description: `Any account. Needs the permission \`read:accounts\`: \`FORBIDDEN\` without it, \`NOT_FOUND\` for an unknown account. ${REACH}`,
  })
  account(
    @Args('id', {
      type: () => ID,
      description: "The account's `id`; `BAD_USER_INPUT` for a text that is not a UUID.",
    })
    id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<Account> {
    return this.administration.read(caller, id);
  }

  @RequirePermissions('read:accounts')
  @Query(() => AccountConnection, {
    description: `All accounts, the newest first. Needs the permission \`read:accounts\`: \`FORBIDDEN\` without it. ${REACH}`,
  })
  accounts(
    @Args() page: PageArgs,
    @Args('filter', {
      type: () => AccountFilter,
      nullable: true,
      description: 'Which accounts; all without it.',
    })
    filter: AccountFilter | null,
    @CurrentCaller() caller: Caller,
  ): Promise<Connection<Account>> {
    return this.administration.list(caller, page, filter ?? {});
  }

  @RequirePermissions('manage:accounts')
  @ResolveField(() => [AccountEvent], {
    complexity: listOf(LATEST_EVENTS),
    description: `The latest ${LATEST_EVENTS} changes of its roles and status, the newest first. Needs the permission \`manage:accounts\`.`,
  })
  async history(
    @Parent() account: Account,
    @CurrentCaller() caller: Caller,
    @Context() context: object,
  ): Promise<AccountEvent[]> {
    await this.administration.requireHistory(caller, account);
    return this.histories.read(context, account.id);
  }
}
