import { html, type Html } from './html.js';

/** What changes while the page is open; `browser/live.js` fills it. */
export function livePanel(): Html {
  return html`<section
    class="panel"
    id="live"
    aria-labelledby="live-title"
    data-when="signed-in"
    hidden
  >
    <h2 id="live-title">Live <span class="tag" id="live-state" role="status"></span></h2>
    <p class="soft">
      Subscriptions over one WebSocket, with your token: what is saved in another tab, or changed by
      an administrator, appears here at once.
    </p>
    <ul class="accounts" id="live-events" aria-live="polite"></ul>
  </section>`;
}
