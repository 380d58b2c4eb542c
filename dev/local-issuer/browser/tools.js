import { showAnswer } from './answer-view.js';
import { post } from './api.js';
import { byId, element } from './dom.js';
import { parseObject, showProblem } from './query-box.js';
import { toolsUrl } from './settings.js';
import { tokenFor } from './sign-in.js';

/** @typedef {{ type?: string | string[], default?: unknown }} Property */
/** @typedef {{ properties?: Record<string, Property>, required?: string[] }} InputSchema */
/** @typedef {{ name: string, description?: string, inputSchema: InputSchema }} Tool */

const REVISION = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': REVISION,
  'io.modelcontextprotocol/clientInfo': { name: 'try-it', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
/** @type {Record<string, unknown>} */
const SAMPLES = { string: '', integer: 0, number: 0, boolean: false, array: [], object: {} };

/** For the tools alone. @type {string | undefined} */
let token;

/**
 * Shows what the tools are, with a token for them.
 * @param {boolean} isBound binds that token to this browser
 */
export async function listTools(isBound) {
  const container = byId('tools-answer');
  try {
    token = await tokenFor(toolsUrl, isBound);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    container.replaceChildren(`The issuer gave no token for the tools: ${message}`);
    container.className = 'answer notice bad';
    return;
  }
  const answer = await call('tools/list');
  /** @type {Tool[]} */
  const tools = answer.body.result?.tools ?? [];
  byId('tools-list').replaceChildren(...tools.map(describe));
  container.className = 'answer';
  if (answer.body.result) container.replaceChildren();
  else showAnswer(container, readable(answer));
}

/**
 * Calls the tool whose button was pressed, with what stands beside it.
 * @param {HTMLElement} button
 */
export async function callTool(button) {
  const part = /** @type {HTMLElement} */ (button.closest('[data-tool]'));
  const container = /** @type {HTMLElement} */ (part.querySelector('.answer'));
  const field = /** @type {HTMLTextAreaElement} */ (part.querySelector('textarea'));
  const given = parseObject(field.value);
  field.setAttribute('aria-invalid', String(!given));
  if (!given) return showProblem(container, field);
  const name = part.dataset['tool'] ?? '';
  const answer = await call('tools/call', { name, arguments: given }, { 'mcp-name': name });
  container.className = 'answer';
  showAnswer(container, readable(answer));
}

/**
 * One request of the Model Context Protocol: neither a session nor a stream.
 * @param {string} method
 * @param {object} params
 * @param {Record<string, string>} more headers
 */
function call(method, params = {}, more = {}) {
  return post(toolsUrl, {
    token,
    content: { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } },
    headers: {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': REVISION,
      'mcp-method': method,
      ...more,
    },
  });
}

/**
 * What a tool answered, without the frame of the protocol.
 * @param {import('./api.js').Answer} answer
 */
function readable({ body, ...answer }) {
  const content = body.result?.structuredContent ?? body.result;
  return { ...answer, body: content ?? (body.error ? { errors: [body.error] } : body) };
}

/** @param {Tool} tool */
function describe({ name, description = '', inputSchema }) {
  const id = `tool-${name}`;
  const field = element('textarea', { id, rows: '3', spellcheck: 'false' }, sampleFor(inputSchema));
  const schema = element('pre', { tabindex: '0' }, JSON.stringify(inputSchema, null, 2));
  const button = { type: 'button', 'data-action': 'call-tool' };
  return element(
    'li',
    { 'data-tool': name },
    element(
      'details',
      {},
      element('summary', {}, element('code', {}, name)),
      element('p', { class: 'soft' }, description),
      element('label', { for: id }, 'Arguments, as JSON'),
      field,
      element('p', { class: 'actions' }, element('button', button, `Call ${name}`)),
      element('div', { class: 'answer', role: 'status' }),
      element('details', {}, element('summary', {}, 'Its input schema'), schema),
    ),
  );
}

/** @param {InputSchema} schema */
function sampleFor({ properties = {}, required = [] }) {
  const entries = required.map((name) => {
    const { type, default: preset } = properties[name] ?? {};
    const [kind = ''] = [type ?? ''].flat();
    return [name, preset ?? SAMPLES[kind] ?? null];
  });
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}
