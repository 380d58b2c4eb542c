import type { Context, Middleware } from 'oidc-provider';
import type { UserStore } from '../storage/user-store.js';
import { html, type Html } from './html.js';
import { pageSettings, type PageSettings } from './page-settings.js';
import { sendPage } from './page.js';

/** The path of the page, and of its callback after a sign-in. */
export const GRAPHIQL_PATH = '/graphiql';
const FILES = `${GRAPHIQL_PATH}/`;

type Files = ReadonlyMap<string, readonly [type: string, text: string]>;

/** GraphiQL without a network: all of it comes from a package, nothing from a CDN. */
export function createGraphiqlPage(settings: PageSettings, users: UserStore): Middleware {
  let files: Promise<Files> | undefined;
  return async (ctx, next) => {
    if (ctx.method !== 'GET') return next();
    if (ctx.path === GRAPHIQL_PATH) return sendGraphiql(ctx, settings, users);
    if (!ctx.path.startsWith(FILES)) return next();
    // 9 MB, which are read when somebody opens the page.
    files ??= loadFiles();
    const file = (await files).get(ctx.path.slice(FILES.length));
    if (!file) return next();
    [ctx.type, ctx.body] = file;
    ctx.set({ 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' });
    return undefined;
  };
}

async function loadFiles(): Promise<Files> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  return new Map([
    ['graphiql.js', ['text/javascript', graphiql.js]],
    ['graphiql.css', ['text/css', graphiql.css]],
    ['graphql-worker.js', ['text/javascript', graphiql.graphqlWorker]],
    ['json-worker.js', ['text/javascript', graphiql.jsonWorker]],
    ['editor-worker.js', ['text/javascript', graphiql.editorWorkerService]],
  ]);
}

function sendGraphiql(ctx: Context, settings: PageSettings, users: UserStore): void {
  const api = settings.apiUrl ? new URL(settings.apiUrl).origin : undefined;
  sendPage(ctx, {
    title: 'GraphiQL',
    body: content(settings, users),
    layout: 'full',
    styles: [`${FILES}graphiql.css`, '/browser/graphiql.css'],
    script: 'graphiql.js',
    // Monaco, the editor in GraphiQL, writes style elements and attributes.
    inlineStyles: true,
    scriptTargets: api ? [api, api.replace(/^http/, 'ws')] : [],
  });
}

function content(settings: PageSettings, users: UserStore): Html {
  return html`<header>
      <h1><a href="/">Try it</a> · GraphiQL</h1>
      <p id="message" role="status">
        ${settings.apiUrl ? '' : 'This issuer runs alone: start the API with npm start.'}
      </p>
      <p class="actions" data-when="signed-out" hidden>
        Sign in as
        ${users
          .list()
          .map(
            ({ profile: { email, given_name, name } }) =>
              html`<button type="button" data-action="sign-in" data-email="${email}">
                ${given_name ?? name}
              </button>`,
          )}
      </p>
      <p class="actions" data-when="signed-in" hidden>
        <span>Signed in as <strong id="name"></strong></span>
        <button type="button" data-action="sign-out">Sign out</button>
      </p>
    </header>
    <main ${pageSettings(settings)} id="try-it"><div id="root"></div></main>
    <script src="${FILES}graphiql.js"></script>`;
}
