import { base64url, digestOf } from './base64url.js';
import { createKey, createProof } from './browser-key.js';
import { audience, callback, clientId, issuer, scope } from './settings.js';
import { decodeToken } from './token.js';

/** @typedef {import('./session.js').Session} Session */

const KEY = 'try-it sign-in';

/**
 * Leaves for the login page: the authorization code flow with PKCE (RFC 7636).
 * @param {string | undefined} email a demo user; the login page then signs this user in by itself
 * @param {Record<string, string>} strength `acr_values` and `max_age` that the API asked for
 * @param {boolean} isBound binds the token to the key of this browser
 */
export async function startSignIn(email, strength = {}, isBound = wantsBinding()) {
  const pending = { ...begin(), isBound };
  sessionStorage.setItem(KEY, JSON.stringify(pending));
  const user = email && { demo_user: email };
  location.assign(await addressFor(pending, { audience, prompt: 'login', ...user, ...strength }));
}

/**
 * A token for another resource of the API (RFC 8707), by the session that the browser has at the issuer.
 * @param {string} resource
 * @param {boolean} isBound binds it to the key that this browser has
 */
export async function tokenFor(resource, isBound) {
  const pending = { ...begin(), isBound };
  // The answer to it leads back to this page, so its address can be read.
  const { url } = await fetch(await addressFor(pending, { resource, prompt: 'none' }));
  return (await exchange(codeOf(new URL(url).searchParams, pending), pending)).accessToken;
}

function begin() {
  return { verifier: randomText(), state: randomText(), nonce: randomText() };
}

/**
 * @param {{ verifier: string, state: string, nonce: string }} pending
 * @param {Record<string, string>} more
 */
async function addressFor({ verifier, state, nonce }, more) {
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callback,
    scope,
    state,
    nonce,
    code_challenge: await digestOf(verifier),
    code_challenge_method: 'S256',
    ...more,
  });
  return `/authorize?${parameters}`;
}

/**
 * Takes the answer that the issuer put into the page's address, and exchanges it for tokens.
 * @returns {Promise<Session | undefined>} nothing where the page was simply opened
 */
export async function finishSignIn() {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('code') && !answer.has('error')) return undefined;
  history.replaceState(null, '', location.pathname);

  const pending = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  sessionStorage.removeItem(KEY);
  const code = codeOf(answer, pending);
  if (pending.isBound) await createKey();
  return exchange(code, pending);
}

/**
 * @param {URLSearchParams} answer of the issuer
 * @param {{ state: string }} pending
 */
function codeOf(answer, { state }) {
  const isOurs = answer.get('state') === state && answer.get('iss') === issuer;
  if (!isOurs) throw new Error('This answer does not belong to a sign-in of this tab.');
  if (answer.has('error')) {
    throw new Error(answer.get('error_description') ?? answer.get('error') ?? '');
  }
  return answer.get('code') ?? '';
}

/**
 * @param {string} code
 * @param {{ verifier: string, nonce: string, isBound: boolean }} pending
 * @returns {Promise<Session>}
 */
async function exchange(code, { verifier, nonce, isBound }) {
  const response = await fetch('/oauth/token', {
    method: 'POST',
    // The issuer binds the token to the key that this proves (RFC 9449, section 5).
    headers: isBound ? { dpop: await createProof(`${issuer}oauth/token`, 'POST') } : {},
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: callback,
      code,
      code_verifier: verifier,
    }),
  });
  const tokens = await response.json();
  if (!response.ok) throw new Error(tokens.error_description ?? tokens.error);
  // Straight from the issuer, so its signature need not be looked at (OpenID Connect Core, 3.1.3.7).
  const { claims } = decodeToken(tokens.id_token);
  if (claims['nonce'] !== nonce || claims['iss'] !== issuer || claims['aud'] !== clientId) {
    throw new Error('The ID token does not belong to this sign-in.');
  }
  return { accessToken: tokens.access_token, idToken: tokens.id_token };
}

/**
 * Ends the session at the issuer, which leads back here.
 * @param {Session} session
 */
export function signOut({ idToken }) {
  const parameters = new URLSearchParams({
    id_token_hint: idToken,
    post_logout_redirect_uri: callback,
  });
  location.assign(`/oidc/logout?${parameters}`);
}

function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** The switch of the page, where there is one. */
function wantsBinding() {
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById('bind'));
  return box?.checked ?? false;
}
