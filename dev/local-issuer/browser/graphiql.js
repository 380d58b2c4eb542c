import { credentialsFor, sendWith } from './credentials.js';
import { byId, onAction } from './dom.js';
import { forgetSession, isOver, loadSession, saveSession } from './session.js';
import { apiUrl } from './settings.js';
import { finishSignIn, signOut, startSignIn } from './sign-in.js';
import { decodeToken } from './token.js';

const QUERY = `# Ctrl+Space completes, Ctrl+Enter runs.
# The book on the left shows the schema.
{
  __typename
}
`;

const WORKERS = /** @type {Record<string, string>} */ ({
  editorWorkerService: 'editor-worker.js',
  json: 'json-worker.js',
  graphql: 'graphql-worker.js',
});

onAction({
  'sign-in': (button) => startSignIn(button.dataset['email']),
  'sign-out': () => {
    const session = loadSession();
    forgetSession();
    if (session) signOut(session);
  },
});

/** @type {import('./session.js').Session | undefined} */
let session;
try {
  const fresh = await finishSignIn();
  if (fresh) saveSession(fresh);
  session = fresh ?? loadSession();
  if (session && isOver(session)) session = undefined;
} catch (error) {
  byId('message').textContent = /** @type {Error} */ (error).message;
}
for (const part of document.querySelectorAll('[data-when]')) {
  const isWanted = part.getAttribute('data-when') === (session ? 'signed-in' : 'signed-out');
  part.toggleAttribute('hidden', !isWanted);
}
if (session) byId('name').textContent = String(decodeToken(session.idToken).claims['name']);
if (apiUrl) open(session?.accessToken);

/** @param {string | undefined} token */
function open(token) {
  sendCredentials(token);
  const page = /** @type {any} */ (globalThis);
  page.MonacoEnvironment = {
    globalAPI: false,
    getWorkerUrl: (/** @type {string} */ _, /** @type {string} */ label) =>
      `/graphiql/${WORKERS[label]}`,
  };
  page.YogaGraphiQL.renderYogaGraphiQL(byId('root'), {
    endpoint: apiUrl,
    title: 'GraphiQL',
    defaultQuery: QUERY,
    // A browser opens a WebSocket by GET.
    connectionParams: () => credentialsFor(token, 'GET'),
    shouldPersistHeaders: false,
    subscriptionsProtocol: 'WS',
  });
}

/**
 * The editor looks `fetch` up for each request and takes only headers that stay the same, while each
 * request with a bound token has a proof of its own. So the page adds the credentials here, which also
 * keeps the token out of the storage of the editor. Headers that its user writes come first.
 * @param {string | undefined} token
 */
function sendCredentials(token) {
  const send = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    if (input !== apiUrl) return send(input, init);
    return sendWith(token, (credentials) => {
      const headers = new Headers(credentials);
      new Headers(init?.headers).forEach((value, name) => headers.set(name, value));
      return send(input, { ...init, headers });
    });
  };
}
