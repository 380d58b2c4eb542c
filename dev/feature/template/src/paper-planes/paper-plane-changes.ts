// <% if (it.live) { %>
import { Injectable } from '@nestjs/common';
import { LiveChannel } from '../platform/live/index.js';
import type { PaperPlaneAction, PaperPlaneChange } from './paper-plane-change.model.js';
import type { PaperPlane } from './paper-plane.model.js';
/* <% if (!it.owned) { %>

const EVERYBODY = 'all';
<% } %> */

/** Changes of paper planes<% if (it.owned) { %>, each for its owner alone: the key is the account<% } %>. */
@Injectable()
export class PaperPlaneChanges extends LiveChannel<PaperPlaneChange> {
  protected readonly name = 'paper-plane-changes';

  /** After the change is stored. */
  announce(action: PaperPlaneAction, paperPlane: PaperPlane): void {
    // <% if (it.owned) { %>
    this.publish(paperPlane.accountId, { action, paperPlane });
    /* <% } else { %>
    this.publish(EVERYBODY, { action, paperPlane });
    <% } %> */
  }
  /* <% if (!it.owned) { %>

  subscribeToAll(): AsyncIterable<PaperPlaneChange> {
    return this.subscribe(EVERYBODY);
  }
  <% } %> */

  /** An event has been JSON, which has no dates. */
  static revive({ action, paperPlane }: PaperPlaneChange): PaperPlaneChange {
    return { action, paperPlane: { ...paperPlane, createdAt: new Date(paperPlane.createdAt) } };
  }
}
// <% } %>
