import { generateKeyPair, generateProof } from 'dpop';
import { isUnauthenticated, requestToken } from '../session.js';

/** Of this run. In a browser it lives in IndexedDB: the private key cannot be exported there either. */
const keys = await generateKeyPair('ES256');
/** The newest nonce of each server that gives nonces. */
const nonces = new Map();
let token;

/**
 * `fetch` with an access token that is bound to the key, and a proof of that key. A token that is
 * refused is renewed once.
 */
export async function boundFetch(url, init) {
  token ??= renew();
  const used = token;
  const response = await proven(url, init, await used);
  const { errors } = await response.clone().json();
  if (!isUnauthenticated(errors)) return response;
  // Requests that were refused with the same token share one refresh.
  if (token === used) token = renew();
  return proven(url, init, await token);
}

/** The issuer binds the token to the key that the request for it proves. */
function renew() {
  return requestToken((url, init) => proven(url, init));
}

/** A server that refuses a proof for its nonce tells the one that it wants: once more with that. */
async function proven(url, init, accessToken) {
  const sent = nonces.get(originOf(url));
  const response = await prove(url, init, accessToken);
  const hasNews = nonces.get(originOf(url)) !== sent;
  return !response.ok && hasNews ? prove(url, init, accessToken) : response;
}

/** Each request has a proof of its own, also when it is repeated: a proof is accepted once. */
async function prove(url, init, accessToken) {
  const { origin, pathname } = new URL(url);
  const htu = `${origin}${pathname}`;
  const dpop = await generateProof(keys, htu, init.method, nonces.get(origin), accessToken);
  const authorization = accessToken ? { authorization: `DPoP ${accessToken}` } : {};
  const headers = { ...init.headers, ...authorization, dpop };
  const response = await fetch(url, { ...init, headers });
  const nonce = response.headers.get('dpop-nonce');
  if (nonce) nonces.set(origin, nonce);
  return response;
}

function originOf(url) {
  return new URL(url).origin;
}
