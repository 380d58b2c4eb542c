import { isBound } from './credentials.js';
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
  if (session && isBound(session.accessToken)) {
    session = undefined;
    byId('message').textContent = 'GraphiQL makes no proofs for a bound token: sign in here.';
  }
} catch (error) {
  byId('message').textContent = /** @type {Error} */ (error).message;
}
for (const part of document.querySelectorAll('[data-when]')) {
  const isWanted = part.getAttribute('data-when') === (session ? 'signed-in' : 'signed-out');
  part.toggleAttribute('hidden', !isWanted);
}
if (session) byId('name').textContent = String(decodeToken(session.idToken).claims['name']);
if (apiUrl) open(session && { authorization: `Bearer ${session.accessToken}` });

/** @param {{ authorization: string } | undefined} headers */
function open(headers) {
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
    // The token is sent with each request and kept out of the storage of the editor.
    additionalHeaders: headers ?? {},
    connectionParams: () => headers ?? {},
    shouldPersistHeaders: false,
    subscriptionsProtocol: 'WS',
  });
}
