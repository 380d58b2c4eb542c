import type {
  ApolloServerPlugin,
  GraphQLServerContext,
  GraphQLServerListener,
  LandingPage,
} from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { Settings } from '../config/settings.js';
import { createInitialDocument } from './initial-document.js';

const HEADERS = { Authorization: 'Bearer PASTE_AN_ACCESS_TOKEN' };

/** Places in Apollo's page. */
// eslint-disable-next-line no-restricted-syntax -- Apollo's own page, not text from outside
const FALLBACK = /(<div class="fallback">)[^]*?(?=<\/div>)/;
const LAST_SCRIPT = /<script nonce="\w+">\s*var initialEndpoint/;

/**
 * Runs after Apollo's script and before the page opens Sandbox. The fragment of the address may bring
 * a document and headers: no browser sends it to a server.
 */
const SCRIPT = `
const fragment = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, '', location.pathname);
const Sandbox = window.EmbeddedSandbox;
if (!Sandbox) document.getElementById('embeddableSandbox').remove();
window.EmbeddedSandbox = function (options) {
  const { initialState } = options;
  if (fragment.has('document')) initialState.document = fragment.get('document');
  if (fragment.has('headers')) initialState.headers = JSON.parse(fragment.get('headers'));
  return Sandbox && new Sandbox(options);
};
`;

/**
 * The page of `GET /graphql` in a browser, for development only: Apollo's own page with Apollo
 * Sandbox, with what Apollo leaves to do. A document and headers come from the fragment of the
 * address, and where Apollo's network cannot be reached, the page leads to the try-it page.
 */
export class LandingPagePlugin implements ApolloServerPlugin {
  readonly #tryItPage: string | undefined;

  constructor({ issuers }: Settings) {
    // Plain http is for loopback only, so this is the local issuer: its root is the try-it page.
    this.#tryItPage = issuers.find(
      ({ kind, address }) => kind === 'auth0' && address.startsWith('http:'),
    )?.address;
  }

  async serverWillStart(service: GraphQLServerContext): Promise<GraphQLServerListener> {
    const apollos = ApolloServerPluginLandingPageLocalDefault({
      embed: { runTelemetry: false },
      document: createInitialDocument(service.schema),
      headers: HEADERS,
    });
    const listener = (await apollos.serverWillStart?.(service)) ?? {};
    const page = await listener.renderLandingPage?.();
    return { renderLandingPage: () => Promise.resolve({ html: () => this.#render(page) }) };
  }

  async #render(page: LandingPage | undefined): Promise<string> {
    const html = typeof page?.html === 'function' ? await page.html() : (page?.html ?? '');
    const nonce = /nonce="(\w+)"/.exec(html)?.[1] ?? '';
    return html
      .replace(FALLBACK, (_, start: string) => `${start}${this.#hint()}`)
      .replace(LAST_SCRIPT, (start) => `<script nonce="${nonce}">${SCRIPT}</script>\n${start}`);
  }

  #hint(): string {
    const page = this.#tryItPage;
    const link = page
      ? `<p><a href="${encodeURI(page)}">Sign in and call the API on the try-it page</a></p>
<p><a href="${encodeURI(page)}graphiql">Or write queries in GraphiQL, which needs no network</a></p>`
      : '';
    return `<h1>Apollo Sandbox cannot be reached</h1>
<p>It comes from Apollo's network, which does not answer. The API works without it.</p>${link}`;
  }
}
