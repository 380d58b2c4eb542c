import { showAnswer } from './answer-view.js';
import { ask } from './api.js';
import { byId, element, withCode } from './dom.js';
import { loadSchema, signatureOf } from './schema.js';

/** @typedef {import('./schema.js').Schema} Schema */

const KEPT = 'try-it query';

/** @type {Schema | undefined} */
let schema;

/** Shows the fields of the schema, and takes out what needs a field that it does not have. */
export async function openQueryBox() {
  schema = await loadSchema();
  if (!schema) {
    byId('fields').replaceChildren(element('li', {}, 'The API does not show its schema.'));
    return;
  }
  byId('fields').replaceChildren(...schema.roots.map(describe));
  const names = schema.roots.map(({ field }) => field.name);
  for (const part of document.querySelectorAll('[data-needs]')) {
    if (!names.includes(part.getAttribute('data-needs') ?? '')) part.remove();
  }
}

/**
 * Writes an operation for a field into the box.
 * @param {HTMLElement} button
 */
export function pickField(button) {
  const root = schema?.roots[Number(button.dataset['field'])];
  if (!schema || !root) return;
  const { document, variables } = schema.operationOf(root);
  field('query').value = document;
  field('variables').value = JSON.stringify(variables, null, 2);
  byId('query-answer').replaceChildren();
  field(Object.keys(variables).length > 0 ? 'variables' : 'query').focus();
}

/**
 * Asks what stands in the box.
 * @param {string | undefined} token
 */
export async function runQueryBox(token) {
  const container = byId('query-answer');
  const variables = parseObject(field('variables').value || '{}');
  field('variables').setAttribute('aria-invalid', String(!variables));
  if (!variables) return showProblem(container, field('variables'));
  container.className = 'answer';
  showAnswer(container, await ask(field('query').value, { token, variables }));
}

/** Keeps what stands in the box while its reader signs in again. */
export function keepQueryBox() {
  const kept = { query: field('query').value, variables: field('variables').value };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
}

/** Fills the box again after that sign-in; tells whether there was anything. */
export function restoreQueryBox() {
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (!kept) return false;
  const { query, variables } = JSON.parse(kept);
  field('query').value = query;
  field('variables').value = variables;
  return true;
}

/**
 * @param {string} text
 * @returns {object | undefined} nothing where the text is anything else
 */
export function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Element} container
 * @param {HTMLElement} input
 */
export function showProblem(container, input) {
  container.replaceChildren('This is not a JSON object.');
  container.className = 'answer notice bad';
  input.focus();
}

/**
 * @param {import('./schema.js').RootField} root
 * @param {number} index
 */
function describe({ kind, field }, index) {
  const attributes = { type: 'button', class: 'link', 'data-action': 'pick-field' };
  const name = element('code', {}, signatureOf(field));
  return element(
    'li',
    {},
    element('button', { ...attributes, 'data-field': String(index) }, name),
    ...(kind === 'mutation' ? [' ', element('span', { class: 'tag' }, kind)] : []),
    element('p', { class: 'soft' }, ...withCode(field.description ?? '')),
  );
}

/** @param {string} id */
function field(id) {
  return /** @type {HTMLTextAreaElement} */ (byId(id));
}
