import { html, type Html } from '../local-issuer/pages/html.js';
import { browserFile } from '../local-issuer/pages/static-files.js';

/** The accounts of this API, for those who may read them; `browser/accounts.js` fills it. */
export function accountsPanel(): Html {
  return html`<details class="panel" id="accounts" data-needs="accounts" open hidden>
    <summary><h2>Accounts and roles</h2></summary>
    <p class="soft" id="accounts-help">
      The users of this API, the newest first. A role is a name in its code with the permissions
      that it grants; a change holds at once, for tokens that are in use, too.
    </p>
    <div id="accounts-reason" hidden>
      <label for="reason">Reason of a suspension</label>
      <input id="reason" value="Tried out on this page" maxlength="500" autocomplete="off" />
    </div>
    <ul class="accounts" id="account-list"></ul>
    <div class="answer" id="account-answer" role="status"></div>
    <script type="module" src="${browserFile('accounts.js')}"></script>
  </details>`;
}
