import { Resolver, Subscription } from '@nestjs/graphql';
import { type Caller, CurrentCaller, RequireUser } from '../platform/auth/index.js';
import { AccountUpdates } from './account-updates.js';
import { Account } from './account.model.js';
import { CurrentAccounts } from './current-accounts.js';

@Resolver()
export class AccountUpdatesResolver {
  constructor(
    private readonly updates: AccountUpdates,
    private readonly current: CurrentAccounts,
  ) {}

  @RequireUser()
  @Subscription(() => Account, {
    description:
      "The caller's own account, each time an administrator changes its roles or its status at any replica. A role holds from that moment on, also on this socket; a suspension is the last event before the socket is closed. Needs a user's access token: `FORBIDDEN` for an application's. What changes while no socket is open is not sent later.",
    resolve(this: AccountUpdatesResolver, account: Account) {
      // What this replica remembers is older than the event.
      this.current.forget(account);
      return AccountUpdates.revive(account);
    },
  })
  async myAccountChanged(@CurrentCaller() caller: Caller): Promise<AsyncIterable<Account>> {
    const { id } = await this.current.visit(caller);
    return this.updates.subscribe(id);
  }
}
