import { createProof } from './browser-key.js';
import { apiUrl } from './settings.js';
import { decodeToken } from './token.js';

/** The newest that the API gave. @type {string | undefined} */
let nonce;
/** @type {(proof: string) => unknown} */
let show = () => undefined;

/**
 * Whether only this browser can use a token.
 * @param {string} token
 */
export function isBound(token) {
  return decodeToken(token).claims['cnf'] !== undefined;
}

/**
 * The headers that a request to the API carries with this token.
 * @param {string | undefined} token
 * @param {string} method
 * @param {string} url of the API, or of its tools
 * @returns {Promise<Record<string, string>>}
 */
export async function credentialsFor(token, method = 'POST', url = apiUrl) {
  if (!token) return {};
  if (!isBound(token)) return { authorization: `Bearer ${token}` };
  const dpop = await createProof(url, method, { token, nonce });
  show(dpop);
  return { authorization: `DPoP ${token}`, dpop };
}

/**
 * Calls back with each proof that is made.
 * @param {(proof: string) => unknown} listener
 */
export function onProof(listener) {
  show = listener;
}

/**
 * Sends a request with this token, and once more where the API asks for another nonce. Several may be
 * under way, so the nonce that this one was made with counts.
 * @param {string | undefined} token
 * @param {(headers: Record<string, string>) => Promise<Response>} send
 * @param {string} url
 */
export async function sendWith(token, send, url = apiUrl) {
  const before = nonce;
  const response = await send(await credentialsFor(token, 'POST', url));
  nonce = response.headers.get('dpop-nonce') ?? nonce;
  const isStale = response.status === 401 && nonce !== before;
  return isStale ? send(await credentialsFor(token, 'POST', url)) : response;
}
