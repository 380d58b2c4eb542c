import type { Middleware } from 'oidc-provider';
import { demoFeatures } from '../../demo-features.js';
import type { UserStore } from '../storage/user-store.js';
import { frontEndPanel } from './front-end-panel.js';
import { GRAPHIQL_PATH } from './graphiql-page.js';
import { html, type Html } from './html.js';
import { livePanel } from './live-panel.js';
import { pageSettings, type PageSettings } from './page-settings.js';
import { sendPage } from './page.js';
import { toolsPanel } from './tools-panel.js';
import { refusalPanel, tokenPanels } from './try-it-panels.js';
import { metadataPanel, queryBox, queryCards } from './try-it-queries.js';
import { userCard } from './user-card.js';

/** The page at the issuer's root: sign in with a browser, and see what the API answers. */
export function createTryItPage(settings: PageSettings, users: UserStore): Middleware {
  const api = settings.apiUrl ? new URL(settings.apiUrl).origin : undefined;
  return async (ctx, next) => {
    if (ctx.path !== '/' || ctx.method !== 'GET') return next();
    return sendPage(ctx, {
      title: 'Try the API',
      body: content(settings, users),
      layout: 'wide',
      script: 'try-it.js',
      scriptTargets: api ? [api, api.replace(/^http/, 'ws')] : [],
    });
  };
}

function content(settings: PageSettings, users: UserStore): Html {
  const { apiUrl } = settings;
  return html`
    <div id="try-it" ${pageSettings(settings)}>
      <noscript><p class="notice bad">This page needs JavaScript.</p></noscript>
      <p class="notice" id="message" role="status" tabindex="-1" hidden></p>
      ${signedOutPart(users)} ${signedInBar(apiUrl)}
      <div class="columns">
        <div class="ask">
          ${apiUrl ? html`${queryBox()} ${refusalPanel()} ${queryCards(apiUrl, users)}` : apiMissing()}
        </div>
        <div class="inspect" data-when="signed-in" hidden>
          ${apiUrl && [livePanel(), ...featurePanels(), metadataPanel(), toolsPanel(settings) ?? '']}
          ${tokenPanels()}
        </div>
      </div>
    </div>
    ${frontEndPanel(settings)}
  `;
}

function featurePanels(): readonly Html[] {
  return demoFeatures.flatMap(({ panel }) => panel?.() ?? []);
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
      <p class="choice">
        <label><input type="checkbox" id="bind" /> Bind the token to this browser (DPoP)</label>
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
      ${apiUrl && editors(apiUrl)}
      <button type="button" data-action="sign-out">Sign out</button>
    </p>
    ${
      apiUrl &&
      html`<p class="soft hint">
        GraphiQL comes from this machine. Sandbox comes from Apollo's network and is handed this
        token, which is good on this machine alone. Signing out ends all tokens of this user, in
        other browsers, too: the issuer tells the API.
      </p>`
    }
  </div>`;
}

function editors(apiUrl: string): Html {
  return html`<a class="button" id="graphiql" href="${GRAPHIQL_PATH}">Open GraphiQL</a>
    <a class="button" id="sandbox" href="${apiUrl}" target="_blank" rel="noopener"
      >Open in Apollo Sandbox</a
    >`;
}

function apiMissing(): Html {
  return html`<p class="notice">
    This issuer runs alone. <code>npm start</code> runs the API beside it, and shows its answers
    here.
  </p>`;
}
