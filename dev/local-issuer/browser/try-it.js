import { showAnswer, showVerdict } from './answer-view.js';
import { ask } from './api.js';
import { credentialsFor, isBound, onProof } from './credentials.js';
import { byId, onAction } from './dom.js';
import { listen } from './live.js';
import {
  keepQueryBox,
  openQueryBox,
  parseObject,
  pickField,
  restoreQueryBox,
  runQueryBox,
  showProblem,
} from './query-box.js';
import { run, runNamed } from './query-cards.js';
import { sandboxUrl } from './sandbox-link.js';
import { forgetSession, isOver, loadSession, saveSession } from './session.js';
import { apiUrl } from './settings.js';
import { finishSignIn, signOut, startSignIn } from './sign-in.js';
import { changeToken, onToken, tokenInUse } from './token-in-use.js';
import { breakToken, decodeToken } from './token.js';
import { callTool, listTools } from './tools.js';
import { curlLine, showProof, showToken } from './token-view.js';

const GOOD = 'good';
const SIGNED_OUT = 'try-it signed out';
/** What the schema has whatever else an adopter takes out. */
const PROTECTED = '{ me { id } }';
const UPDATE = `mutation Update($metadata: JSONObject!) {
  updateMyMetadata(metadata: $metadata) { userMetadata }
}`;

/** @type {import('./session.js').Session | undefined} */
let session;

onAction({
  'sign-in': (button) => startSignIn(button.dataset['email']),
  'sign-out': leave,
  run: (button) => run(/** @type {HTMLElement} */ (button.closest('[data-query]'))),
  expire: spoilByTime,
  break: () => session && spoil({ state: 'broken', ...breakToken(session.accessToken) }),
  omit: () => spoil({ token: undefined, state: 'left out' }),
  'pick-field': pickField,
  'sign-in-again': signInAgain,
  restore: () => session && use({ token: session.accessToken, state: GOOD }).then(clearRefusal),
  'copy-token': () => copy(tokenInUse().token ?? '', 'The token is copied.'),
  'copy-curl': copyCurl,
  'list-tools': () => session && listTools(isBound(session.accessToken)),
  'call-tool': callTool,
});
onSubmit('metadata-form', saveMetadata);
onSubmit('query-form', () => runQueryBox(tokenInUse().token));
document.getElementById('query-form')?.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
    void runQueryBox(tokenInUse().token);
});
onProof(showProof);
if (apiUrl) {
  onToken(askEverything);
  await openQueryBox();
}
await open();

async function open() {
  try {
    const fresh = await finishSignIn();
    if (fresh) saveSession(fresh);
    session = fresh ?? loadSession();
    if (session && isOver(session)) endSession('The session is over: sign in again.');
    render();
    if (fresh) byId('signed-in').focus();
  } catch (error) {
    endSession(`The sign-in did not work: ${/** @type {Error} */ (error).message}`);
    render();
  }
  if (sessionStorage.getItem(SIGNED_OUT)) {
    sessionStorage.removeItem(SIGNED_OUT);
    say('You are signed out.');
  }
  if (session) {
    await use({ token: session.accessToken, state: GOOD });
    if (restoreQueryBox()) await runQueryBox(tokenInUse().token);
  } else if (apiUrl) {
    await runNamed('hello');
  }
}

/** On a phone the claims would be a long way to the end of the page. */
if (matchMedia('(max-width: 59.99rem)').matches) byId('claims-panel').removeAttribute('open');

/** Shows the part of the page that fits. */
function render() {
  for (const part of document.querySelectorAll('[data-when]')) {
    const isWanted = part.getAttribute('data-when') === (session ? 'signed-in' : 'signed-out');
    part.toggleAttribute('hidden', !isWanted);
  }
  if (!session) return;
  const { claims } = decodeToken(session.idToken);
  const name = String(claims['name']);
  byId('name').textContent = name;
  byId('email').textContent = String(claims['email']);
  byId('avatar').textContent = [claims['given_name'], claims['family_name']]
    .map((part) => String(part ?? '').charAt(0))
    .join('');
}

/**
 * Makes requests with this token from now on, and asks everything again.
 * @param {import('./token-view.js').TokenInUse} next
 */
async function use(next) {
  showToken(next);
  const isGood = next.state === GOOD;
  document.querySelector('[data-action=restore]')?.toggleAttribute('disabled', isGood);
  byId('token-state').className = `tag ${isGood ? 'good' : 'bad'}`;
  document
    .getElementById('sandbox')
    ?.setAttribute('href', sandboxUrl(next.token && isBound(next.token) ? undefined : next.token));
  await changeToken(next);
}

/** @param {string | undefined} token */
function askEverything(token) {
  void listen(token, showChange);
  return Promise.all(['me', 'myAccount', 'secret', 'hello', 'user'].map(runNamed));
}

/** @param {string} subscription */
function showChange(subscription) {
  return runNamed(subscription === 'myProfileChanged' ? 'me' : 'myAccount');
}

/** @param {import('./token-view.js').TokenInUse} next */
async function spoil(next) {
  await use(next);
  showVerdict(byId('refusal'), await ask(PROTECTED, { token: next.token }));
}

/** The issuer signs the same claims again, for an hour that is over. */
async function spoilByTime() {
  if (!session) return;
  const response = await fetch('/try-it/expired-token', {
    method: 'POST',
    headers: { authorization: `Bearer ${session.accessToken}` },
  });
  const { access_token: token } = await response.json();
  if (response.ok) await spoil({ token, state: 'expired' });
  else say('The issuer did not give an expired token: sign in again.');
}

function clearRefusal() {
  byId('refusal').replaceChildren();
}

async function saveMetadata() {
  const container = byId('metadata-answer');
  const field = /** @type {HTMLTextAreaElement} */ (byId('metadata'));
  const metadata = parseObject(field.value);
  field.setAttribute('aria-invalid', String(!metadata));
  if (!metadata) return showProblem(container, field);
  container.className = 'answer';
  showAnswer(container, await ask(UPDATE, { token: tokenInUse().token, variables: { metadata } }));
  await runNamed('me');
}

/**
 * @param {string} id
 * @param {() => unknown} handler
 */
function onSubmit(id, handler) {
  document.getElementById(id)?.addEventListener('submit', (event) => {
    event.preventDefault();
    void handler();
  });
}

/**
 * The same user signs in once more, as fresh or as strong as the API asks for.
 * @param {HTMLElement} button
 */
function signInAgain(button) {
  if (!session) return undefined;
  if (button.closest('#query-answer')) keepQueryBox();
  const { email } = decodeToken(session.idToken).claims;
  const strength = JSON.parse(button.dataset['strength'] ?? '{}');
  return startSignIn(String(email), strength, isBound(session.accessToken));
}

function leave() {
  if (!session) return;
  const ending = session;
  forgetSession();
  sessionStorage.setItem(SIGNED_OUT, 'yes');
  signOut(ending);
}

/** @param {string} reason */
function endSession(reason) {
  forgetSession();
  session = undefined;
  say(reason);
}

async function copyCurl() {
  const { token } = tokenInUse();
  const { dpop } = await credentialsFor(token);
  await copy(curlLine(token, dpop), 'The curl line is copied.');
}

/**
 * @param {string} text
 * @param {string} confirmation
 */
async function copy(text, confirmation) {
  try {
    await navigator.clipboard.writeText(text);
    byId('copied').textContent = confirmation;
  } catch {
    byId('copied').textContent = 'The browser did not allow it: select the text instead.';
  }
}

/** @param {string} text */
function say(text) {
  const message = byId('message');
  message.hidden = false;
  message.textContent = text;
}
