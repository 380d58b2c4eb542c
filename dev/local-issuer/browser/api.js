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
 */
export function ask(query, { token, variables } = {}) {
  return post(apiUrl, { token, content: { query, variables } });
}

/**
 * Sends JSON to the API or to its tools, and returns whatever comes back.
 * @param {string} url
 * @param {{ token: string | undefined, content: object, headers?: Record<string, string> }} request
 * @returns {Promise<Answer>}
 */
export async function post(url, { token, content, headers = {} }) {
  const startedAt = performance.now();
  try {
    const send = (/** @type {Record<string, string>} */ credentials) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers, ...credentials },
        body: JSON.stringify(content),
      });
    const response = await sendWith(token, send, url);
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate') ?? '',
      milliseconds: Math.round(performance.now() - startedAt),
      body: await response.json(),
    };
  } catch {
    return { status: 0, challenge: '', milliseconds: 0, body: unreachable(url) };
  }
}

/** @param {string} url */
function unreachable(url) {
  return {
    problem: `${url} did not answer.`,
    remedy: `Is it running? If CORS_ORIGINS is set, it must name ${location.origin}.`,
  };
}
