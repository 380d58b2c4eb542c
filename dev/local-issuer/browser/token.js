/** @typedef {Record<string, unknown>} Claims */

/**
 * Header and claims as they stand in the token, unverified: that is the API's business.
 * @param {string} token
 */
export function decodeToken(token) {
  const [header = '', payload = ''] = token.split('.');
  return { header: decodePart(header), claims: decodePart(payload) };
}

/**
 * The token with another character in the middle of its signature, and where that is.
 * @param {string} token
 */
export function breakToken(token) {
  const start = token.lastIndexOf('.') + 1;
  const position = start + Math.floor((token.length - start) / 2);
  const other = token[position] === 'A' ? 'B' : 'A';
  return { token: token.slice(0, position) + other + token.slice(position + 1), position };
}

/**
 * @param {string} part
 * @returns {Claims}
 */
function decodePart(part) {
  const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
