import { showAnswer } from './answer-view.js';
import { ask } from './api.js';
import { tokenInUse } from './token-in-use.js';

/**
 * Asks what the card of that name shows, where the page has one.
 * @param {string} name
 */
export function runNamed(name) {
  const query = document.querySelector(`[data-query="${name}"]`);
  return query ? run(/** @type {HTMLElement} */ (query)) : undefined;
}

/** @param {HTMLElement} query */
export async function run(query) {
  const container = query.querySelector('.answer');
  const { token } = tokenInUse();
  const answer = await ask(query.dataset['document'] ?? '', { token, ...variablesOf(query) });
  // Another token may have come into use meanwhile: its answer counts.
  if (container && token === tokenInUse().token) showAnswer(container, answer);
}

/** @param {HTMLElement} query */
function variablesOf(query) {
  const input = /** @type {HTMLSelectElement | null} */ (query.querySelector('[data-variable]'));
  return input ? { variables: { [input.dataset['variable'] ?? '']: input.value } } : {};
}
