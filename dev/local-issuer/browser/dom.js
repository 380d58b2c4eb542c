/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element ${id}.`);
  return found;
}

/**
 * A new element with text or further elements in it.
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} content
 */
export function element(name, attributes = {}, ...content) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  created.append(...content);
  return created;
}

/**
 * Text in which back quotes mean code.
 * @param {string} text
 */
export function withCode(text) {
  return text.split('`').map((part, index) => (index % 2 ? element('code', {}, part) : part));
}

/**
 * Runs the handler of the button or link that was clicked, by its `data-action`.
 * @param {Record<string, (button: HTMLElement) => unknown>} handlers
 */
export function onAction(handlers) {
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (target.closest('[data-action]'));
    if (button) handlers[button.dataset['action'] ?? '']?.(button);
  });
}
