import type { Middleware } from 'oidc-provider';
import { html, type Html } from './html.js';
import { sendPage } from './page.js';
import { tokenPanels } from './try-it-panels.js';
import { userCard } from './user-card.js';
import type { UserStore } from '../storage/user-store.js';

interface TryItPageOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  /** The GraphQL endpoint; unknown where the issuer runs alone. */
  readonly apiUrl: string | undefined;
  readonly users: UserStore;
}

/** The page at the issuer's root: sign in with a browser, and see what the API answers. */
export function createTryItPage(options: TryItPageOptions): Middleware {
  const { apiUrl } = options;
  return async (ctx, next) => {
    if (ctx.path !== '/' || ctx.method !== 'GET') return next();
    return sendPage(ctx, {
      title: 'Try the API',
      body: content(options),
      layout: 'wide',
      script: 'try-it.js',
      scriptTargets: apiUrl ? [new URL(apiUrl).origin] : [],
    });
  };
}

function content({ issuer, audience, clientId, apiUrl, users }: TryItPageOptions): Html {
  return html`
    <div
      id="try-it"
      data-issuer="${issuer}"
      data-audience="${audience}"
      data-client-id="${clientId}"
      data-api-url="${apiUrl ?? ''}"
    >
      <noscript><p class="notice bad">This page needs JavaScript.</p></noscript>
      <p class="notice" id="message" role="status" tabindex="-1" hidden></p>
      ${signedOutPart(users)} ${signedInBar(apiUrl)}
      <div class="columns">
        <div>${apiUrl ? queries(apiUrl) : apiMissing()}</div>
        <div data-when="signed-in" hidden>${tokenPanels()}</div>
      </div>
    </div>
    ${forApplications(issuer, audience, clientId)}
  `;
}

function signedOutPart(users: UserStore): Html {
  return html`<div data-when="signed-out">
    <p class="lead">
      A GraphQL API that asks for an access token, and an OpenID provider of your own to get one
      from. Both run on this machine, and nothing leaves it.
    </p>
    <section aria-labelledby="users">
      <h2 id="users">Who do you want to be?</h2>
      <ul class="cards">
        ${users
          .list()
          .map((user) =>
            userCard(
              user,
              html`<button
                class="primary"
                type="button"
                data-action="sign-in"
                data-email="${user.profile.email}"
              >
                Sign in as ${user.profile.given_name ?? user.profile.name}
              </button>`,
            ),
          )}
      </ul>
      <p>
        One click runs the whole authorization code flow with PKCE. Would you rather type?
        <button class="link" type="button" data-action="sign-in">
          Sign in with e-mail and password
        </button>
      </p>
    </section>
  </div>`;
}

function signedInBar(apiUrl: string | undefined): Html {
  return html`<div class="bar" id="signed-in" tabindex="-1" data-when="signed-in" hidden>
    <p class="who">
      <span class="avatar" id="avatar" aria-hidden="true"></span>
      <span
        >Signed in as <strong id="name"></strong><br /><span id="email" class="soft"></span
      ></span>
    </p>
    <p class="actions">
      ${
        apiUrl &&
        html`<a class="button" id="sandbox" href="${apiUrl}" target="_blank" rel="noopener"
          >Open in Apollo Sandbox</a
        >`
      }
      <button type="button" data-action="sign-out">Sign out</button>
    </p>
    ${
      apiUrl &&
      html`<p class="soft hint">
        Sandbox comes from Apollo's network and is handed this token, which is good on this machine
        alone.
      </p>`
    }
  </div>`;
}

function queries(apiUrl: string): Html {
  return html`<section aria-labelledby="queries">
      <h2 id="queries">Ask the API</h2>
      <p class="soft">Live answers of <code>${apiUrl}</code></p>
      ${query('me', '{ me { id name email emailVerified loginsCount userMetadata } }', "a user's token")}
      ${query('secret', '{ secret }', 'any valid token')} ${query('hello', '{ hello }', 'public')}
    </section>
    <section class="panel" aria-labelledby="metadata-title" data-when="signed-in" hidden>
      <h2 id="metadata-title">Edit my metadata</h2>
      <form id="metadata-form">
        <label for="metadata">What to change, as JSON</label>
        <textarea id="metadata" rows="4" spellcheck="false" aria-describedby="metadata-help">
{ "theme": "light" }</textarea>
        <p class="soft" id="metadata-help">
          Runs <code>updateMyMetadata</code>: the first level is merged into what is there, and
          <code>null</code> removes a key.
        </p>
        <button class="primary" type="submit">Save</button>
      </form>
      <div class="answer" id="metadata-answer" role="status"></div>
    </section>`;
}

function query(name: string, document: string, access: string): Html {
  return html`<article class="panel query" data-query="${name}" data-document="${document}">
    <h3><code>${name}</code> <span class="tag">${access}</span></h3>
    <p><code>${document}</code></p>
    <button type="button" data-action="run" aria-label="Run ${name}">Run</button>
    <div class="answer" role="status"></div>
  </article>`;
}

function apiMissing(): Html {
  return html`<p class="notice">
    This issuer runs alone. <code>npm start</code> runs the API beside it, and shows its answers
    here.
  </p>`;
}

function forApplications(issuer: string, audience: string, clientId: string): Html {
  return html`<details class="panel">
    <summary>For a front end of your own</summary>
    <p>
      A page at any port of this machine can sign in here with its own library: authorization code
      with PKCE, a public client. Its callback and its page after a logout need no registration.
    </p>
    <dl>
      <dt>Domain</dt>
      <dd><code>${issuer.replace(/\/$/, '')}</code></dd>
      <dt>Client ID</dt>
      <dd><code>${clientId}</code></dd>
      <dt>Audience</dt>
      <dd><code>${audience}</code></dd>
      <dt>Issuer</dt>
      <dd>
        <code>${issuer}</code>, with a
        <a href="/.well-known/openid-configuration">discovery document</a>
      </dd>
    </dl>
    <p class="soft">
      Ask for <code>offline_access</code> (in <code>@auth0/auth0-spa-js</code>
      <code>useRefreshTokens: true</code>). Silent sign-in in a frame works on pages at
      <code>127.0.0.1</code> alone: to browsers <code>localhost</code> is another site.
    </p>
  </details>`;
}
