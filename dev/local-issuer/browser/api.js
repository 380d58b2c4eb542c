import { sendWith } from './credentials.js';
import { apiUrl } from './settings.js';

/**
 * @typedef {object} Answer
 * @property {number} status 0 where there was no answer at all
 * @property {string} challenge the header `WWW-Authenticate`
 * @property {number} milliseconds
 * @property {any} body
 */

/**
 * Asks the API, and returns whatever it answers.
 * @param {string} query
 * @param {{ token?: string | undefined, variables?: object }} options
 * @returns {Promise<Answer>}
 */
export async function ask(query, { token, variables } = {}) {
  const startedAt = performance.now();
  try {
    const body = JSON.stringify({ query, variables });
    const response = await sendWith(token, (credentials) => {
      const headers = { 'content-type': 'application/json', ...credentials };
      return fetch(apiUrl, { method: 'POST', headers, body });
    });
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate') ?? '',
      milliseconds: Math.round(performance.now() - startedAt),
      body: await response.json(),
    };
  } catch {
    return { status: 0, challenge: '', milliseconds: 0, body: unreachable() };
  }
}

function unreachable() {
  return {
    problem: `${apiUrl} did not answer.`,
    remedy: `Is it running? If CORS_ORIGINS is set, it must name ${location.origin}.`,
  };
}
