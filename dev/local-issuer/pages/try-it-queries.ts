import type { UserStore } from '../storage/user-store.js';
import { html, type Html } from './html.js';

const USER = 'query User($id: ID!) { user(id: $id) { id name email } }';

/** One card for each query that a newcomer wants to see answered. */
export function queryCards(apiUrl: string, users: UserStore): Html {
  return html`<section aria-labelledby="queries">
    <h2 id="queries">Live answers</h2>
    <p class="soft">of <code>${apiUrl}</code></p>
    ${card('me', '{ me { id name email emailVerified loginsCount userMetadata } }', "a user's token")}
    ${card('myAccount', '{ myAccount { id status roles permissions } }', "a user's token")}
    ${card('secret', '{ secret }', 'any valid token')} ${card('hello', '{ hello }', 'public')}
    ${card('user', USER, 'read:users', userChoice(users))}
  </section>`;
}

function card(name: string, document: string, access: string, choice?: Html): Html {
  return html`<article
    class="panel query"
    data-query="${name}"
    data-needs="${name}"
    data-document="${document}"
  >
    <h3><code>${name}</code> <span class="tag">${access}</span></h3>
    <p><code>${document}</code></p>
    <button type="button" data-action="run" aria-label="Run ${name}">Run</button>
    ${choice}
    <div class="answer" role="status"></div>
  </article>`;
}

function userChoice(users: UserStore): Html {
  const list = users.list();
  return html`<div class="choice">
    <label for="user-id">Whose profile (<code>$id</code>)</label>
    <select id="user-id" data-variable="id">
      ${list.map(
        ({ profile: { user_id, name } }) => html`<option value="${user_id}">${name}</option>`,
      )}
      <option value="auth0|unknown">somebody unknown</option>
    </select>
  </div>`;
}

/** Any query of the reader's own. */
export function queryBox(): Html {
  return html`<section class="panel" aria-labelledby="box-title">
    <h2 id="box-title">Write a query</h2>
    <form id="query-form">
      <label for="query">Query or mutation</label>
      <textarea id="query" rows="6" spellcheck="false" aria-describedby="query-help">
{
  me {
    name
  }
}</textarea>
      <p class="soft" id="query-help">It is sent with your token. Ctrl+Enter runs it.</p>
      <label for="variables">Variables, as JSON</label>
      <textarea id="variables" rows="2" spellcheck="false">{}</textarea>
      <button class="primary" type="submit">Run the query</button>
    </form>
    <div class="answer" id="query-answer" role="status"></div>
    <details>
      <summary>Fields of the schema</summary>
      <p class="soft">Each writes a query for itself into the box.</p>
      <ul id="fields" class="fields"></ul>
    </details>
  </section>`;
}

export function metadataPanel(): Html {
  return html`<details class="panel" data-needs="updateMyMetadata" open>
    <summary><h2>Edit my metadata</h2></summary>
    <form id="metadata-form">
      <label for="metadata">What to change, as JSON</label>
      <textarea id="metadata" rows="4" spellcheck="false" aria-describedby="metadata-help">
{ "theme": "light" }</textarea>
      <p class="soft" id="metadata-help">
        Runs <code>updateMyMetadata</code>: the first level is merged into the stored metadata, and
        <code>null</code> removes a key.
      </p>
      <button class="primary" type="submit">Save</button>
    </form>
    <div class="answer" id="metadata-answer" role="status"></div>
  </details>`;
}
