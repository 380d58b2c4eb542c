// <% if (it.live) { %>
import { Resolver, Subscription } from '@nestjs/graphql';
// <% if (it.owned) { %>
import { CurrentAccounts } from '../accounts/index.js';
import { CurrentCaller, RequireUser, type Caller } from '../platform/auth/index.js';
// <% } %>
import { PaperPlaneChange } from './paper-plane-change.model.js';
import { PaperPlaneChanges } from './paper-plane-changes.js';

@Resolver()
export class PaperPlaneChangesResolver {
  constructor(
    private readonly changes: PaperPlaneChanges,
    // <% if (it.owned) { %>
    private readonly current: CurrentAccounts,
    // <% } %>
  ) {}

  // <% if (it.owned) { %>
  @RequireUser()
  @Subscription(() => PaperPlaneChange, {
    description: "The caller's paper planes, each time one changes. Needs a user's access token.",
    resolve: (change: PaperPlaneChange) => PaperPlaneChanges.revive(change),
  })
  async myPaperPlaneChanged(
    @CurrentCaller() caller: Caller,
  ): Promise<AsyncIterable<PaperPlaneChange>> {
    const { id } = await this.current.visit(caller);
    return this.changes.subscribe(id);
  }
  /* <% } else { %>
  @Subscription(() => PaperPlaneChange, {
    description: 'Every paper plane, each time one changes. Needs an access token.',
    resolve: (change: PaperPlaneChange) => PaperPlaneChanges.revive(change),
  })
  paperPlaneChanged(): AsyncIterable<PaperPlaneChange> {
    return this.changes.subscribeToAll();
  }
  <% } %> */
}
// <% } %>
