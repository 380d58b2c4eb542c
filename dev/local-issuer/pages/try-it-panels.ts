import { html, type Html } from './html.js';

/** What can be seen of a token. */
export function tokenPanels(): Html {
  return html`${token()} ${proof()} ${claims()}`;
}

/** What can be done to a token. */
export function refusalPanel(): Html {
  return html`<section class="panel" aria-labelledby="refusals" data-when="signed-in" hidden>
    <h2 id="refusals">What does a refusal look like?</h2>
    <p>Spoil the token: everything is asked again with it.</p>
    <p class="actions">
      <button type="button" data-action="expire">Expire now</button>
      <button type="button" data-action="break">Break a character</button>
      <button type="button" data-action="omit">Send none</button>
      <button type="button" data-action="restore" disabled>Use the good one</button>
    </p>
    <div class="answer" id="refusal" role="status"></div>
  </section>`;
}

function token(): Html {
  return html`<section class="panel" aria-labelledby="token-title">
    <h2 id="token-title">The access token <span class="tag" id="token-state"></span></h2>
    <p class="token" id="token" tabindex="0" role="group" aria-labelledby="token-title"></p>
    <p class="actions">
      <button type="button" data-action="copy-token">Copy the token</button>
      <button type="button" data-action="copy-curl">Copy a curl line</button>
      <span id="copied" role="status" class="soft"></span>
    </p>
    <details>
      <summary>The curl line</summary>
      <pre id="curl" tabindex="0"></pre>
    </details>
  </section>`;
}

function proof(): Html {
  return html`<section class="panel" id="proof-panel" aria-labelledby="proof-title" hidden>
    <h2 id="proof-title">The proof beside it</h2>
    <p class="soft">
      This token is bound to a key of this browser, which no script can read. Each request carries a
      new proof that is signed with it. This is the last one:
    </p>
    <pre id="proof" tabindex="0"></pre>
  </section>`;
}

function claims(): Html {
  return html`<details class="panel" id="claims-panel" open>
    <summary><h2>What it says</h2></summary>
    <p class="soft">
      The token is signed, not encrypted: everybody who has it can read it. The first three lines
      are its header, the others its claims.
    </p>
    <dl class="claims" id="claims"></dl>
  </details>`;
}
