import { decodeToken } from './token.js';

/** @typedef {{ accessToken: string, idToken: string }} Session */

const KEY = 'try-it session';

/** The session of this tab; it survives a reload. */
export function loadSession() {
  const stored = sessionStorage.getItem(KEY);
  return stored ? /** @type {Session} */ (JSON.parse(stored)) : undefined;
}

/** @param {Session} session */
export function saveSession(session) {
  sessionStorage.setItem(KEY, JSON.stringify(session));
}

export function forgetSession() {
  sessionStorage.removeItem(KEY);
}

/** @param {Session} session */
export function isOver({ accessToken }) {
  return Number(decodeToken(accessToken).claims['exp']) * 1000 < Date.now();
}
