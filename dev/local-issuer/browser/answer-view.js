import { element } from './dom.js';

/** @typedef {import('./api.js').Answer} Answer */

/**
 * Shows what the API answered: status, reason and body.
 * @param {Element} container
 * @param {Answer} answer
 */
export function showAnswer(container, answer) {
  showVerdict(container, answer);
  const json = prettyJson(answer.body);
  container.append(element('pre', { tabindex: '0' }, ...highlight(json)));
}

/**
 * Shows what the API answered, without the body.
 * @param {Element} container
 * @param {Answer} answer
 */
export function showVerdict(container, answer) {
  container.replaceChildren(summary(answer), ...challengeOf(answer), ...signInAgain(answer));
}

/** @param {Answer} answer */
function summary({ status, milliseconds, body }) {
  const isGood = status === 200 && !body.errors;
  const { code, reason } = body.errors?.[0]?.extensions ?? {};
  return element(
    'p',
    { class: `verdict ${isGood ? 'good' : 'bad'}` },
    element('strong', {}, status ? `HTTP ${status}` : 'No answer'),
    ...[code, reason].filter(Boolean).map((text) => element('span', { class: 'tag' }, text)),
    ...(status ? [element('span', { class: 'soft' }, `${milliseconds} ms`)] : []),
  );
}

/** @param {Answer} answer */
function challengeOf({ challenge }) {
  if (!challenge) return [];
  const header = element('code', {}, `WWW-Authenticate: ${challenge}`);
  return [element('p', { class: 'challenge' }, header)];
}

/**
 * A button for a sign-in that is as fresh or as strong as the API asks for (RFC 9470).
 * @param {Answer} answer
 */
function signInAgain({ challenge }) {
  if (!challenge.includes('insufficient_user_authentication')) return [];
  const read = (/** @type {string} */ name) =>
    new RegExp(`${name}="?([^",]+)"?`).exec(challenge)?.[1];
  const wanted = { acr_values: read('acr_values'), max_age: read('max_age') };
  const attributes = {
    type: 'button',
    'data-action': 'sign-in-again',
    'data-strength': JSON.stringify(wanted),
  };
  const button = element('button', attributes, 'Sign in again as the API asks');
  return [element('p', { class: 'actions' }, button)];
}

/**
 * Indented; short lists and objects at the end of a branch stay on one line.
 * @param {unknown} value
 */
function prettyJson(value) {
  const json = JSON.stringify(value, null, 2);
  return json.replaceAll(/[[{][^[\]{}]{1,60}[\]}]/g, (leaf) => leaf.replaceAll(/\n\s*/g, ' '));
}

/**
 * JSON with its keys and values told apart.
 * @param {string} json
 */
function highlight(json) {
  const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|(\b(?:true|false|null)\b|-?\d+(?:\.\d+)?)/g;
  /** @type {(Node | string)[]} */
  const parts = [];
  let end = 0;
  for (const { index, 0: all, 1: text, 2: colon } of json.matchAll(tokens)) {
    parts.push(json.slice(end, index));
    const kind = colon ? 'key' : text ? 'text' : 'value';
    parts.push(element('span', { class: kind }, all));
    end = index + all.length;
  }
  return [...parts, json.slice(end)];
}
