/** @typedef {import('./token-view.js').TokenInUse} TokenInUse */

/** @type {TokenInUse} */
let current = { token: undefined, state: 'none' };
let isKnown = false;
/** @type {((token: string | undefined) => unknown)[]} */
const listeners = [];

/** What requests are made with. */
export function tokenInUse() {
  return current;
}

/**
 * Changes it, and waits until every part of the page has asked again.
 * @param {TokenInUse} next
 */
export async function changeToken(next) {
  current = next;
  isKnown = true;
  await Promise.all(listeners.map((listener) => listener(next.token)));
}

/**
 * Calls back with each token that comes into use, and with the one that is.
 * @param {(token: string | undefined) => unknown} listener
 */
export function onToken(listener) {
  listeners.push(listener);
  if (isKnown) void listener(current.token);
}
