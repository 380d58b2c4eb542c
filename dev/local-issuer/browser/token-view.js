import { meaningOf, showValue } from './claims.js';
import { isBound } from './credentials.js';
import { byId, element, withCode } from './dom.js';
import { apiUrl } from './settings.js';
import { decodeToken } from './token.js';

const CURL_QUERY = '{ me { id name email userMetadata } }';

/** @typedef {{ token: string | undefined, state: string, position?: number }} TokenInUse */

/**
 * Shows the token that requests are made with: as it is, as a curl line, and what it says.
 * @param {TokenInUse} inUse
 */
export function showToken({ token, state, position }) {
  byId('token-state').textContent = state;
  const text = byId('token');
  text.replaceChildren(...(token ? markParts(token, position) : ['No token is sent.']));
  const broken = text.querySelector('mark');
  text.scrollTop = broken ? broken.offsetTop - text.clientHeight / 2 : 0;
  byId('curl').textContent = curlLine(token);
  byId('claims').replaceChildren(...(token ? describeToken(token) : []));
  byId('claims-panel').hidden = !token;
  byId('proof-panel').hidden = !token || !isBound(token);
  document.querySelector('[data-action=copy-token]')?.toggleAttribute('disabled', !token);
}

/**
 * Header, payload and signature in a colour each, and the broken character marked.
 * @param {string} token
 * @param {number | undefined} position
 */
function markParts(token, position) {
  let start = 0;
  return token.split('.').flatMap((part, index) => {
    const from = start;
    start += part.length + 1;
    const at = position === undefined ? -1 : position - from;
    const content =
      at >= 0 && at < part.length
        ? [part.slice(0, at), element('mark', {}, part.charAt(at)), part.slice(at + 1)]
        : [part];
    const marked = element('span', { class: `part-${index}` }, ...content);
    return index === 0 ? [marked] : ['.', marked];
  });
}

/**
 * Shows what the last proof says.
 * @param {string} proof
 */
export function showProof(proof) {
  const { header, claims } = decodeToken(proof);
  byId('proof').textContent = JSON.stringify({ header, claims }, null, 2);
}

/**
 * @param {string | undefined} token
 * @param {string} proof of a bound token; it is good for one request
 */
export function curlLine(token, proof = 'PROOF') {
  const bound = token && isBound(token) ? ` -H 'dpop: ${proof}'` : '';
  const scheme = bound ? 'DPoP' : 'Bearer';
  const authorization = token ? ` -H 'authorization: ${scheme} ${token}'${bound}` : '';
  const body = JSON.stringify({ query: CURL_QUERY });
  return `curl -s ${apiUrl} -H 'content-type: application/json'${authorization} -d '${body}'`;
}

/** @param {string} token */
function describeToken(token) {
  const { header, claims } = decodeToken(token);
  return [header, claims].flatMap((members) =>
    Object.entries(members).map(([name, value]) =>
      element(
        'div',
        // A long name has a line of its own.
        name.length > 12 ? { class: 'long' } : {},
        element('dt', {}, element('code', {}, name)),
        element('dd', {}, element('code', {}, showValue(name, value))),
        element('dd', { class: 'soft' }, ...withCode(meaningOf(name))),
      ),
    ),
  );
}
