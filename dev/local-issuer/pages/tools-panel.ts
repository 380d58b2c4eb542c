import { html, type Html } from './html.js';
import type { PageSettings } from './page-settings.js';

/** The tools that agents get, where the page may ask for them; `browser/tools.js` fills it. */
export function toolsPanel({ apiUrl, toolsUrl }: PageSettings): Html | undefined {
  if (!apiUrl || !toolsUrl || new URL(apiUrl).origin !== new URL(toolsUrl).origin) return undefined;
  return html`<section class="panel" id="tools" aria-labelledby="tools-title">
    <h2 id="tools-title">Tools for agents</h2>
    <p class="soft">
      Operations of this API, by the Model Context Protocol. They need a token of their own, whose
      audience is <code>${toolsUrl}</code>: the issuer gives it to the user who is signed in.
    </p>
    <p class="actions">
      <button type="button" data-action="list-tools">List the tools</button>
    </p>
    <div class="answer" id="tools-answer" role="status"></div>
    <ul class="tools" id="tools-list"></ul>
  </section>`;
}
