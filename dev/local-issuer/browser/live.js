import { ask } from './api.js';
import { credentialsFor } from './credentials.js';
import { byId, element } from './dom.js';
import { apiUrl } from './settings.js';

/** @type {Record<string, string>} */
const SUBSCRIPTIONS = {
  myProfileChanged: 'subscription { myProfileChanged { userMetadata } }',
  myAccountChanged: 'subscription { myAccountChanged { roles status } }',
};
const FIELDS = '{ __schema { subscriptionType { fields { name } } } }';
/** After these codes the same token may do: a restart, a lost connection. */
const COME_BACK = [1001, 1006, 1013, 4408];
/** The first answer over HTTP brings the nonce that a proof needs. */
const NONCE_NEEDED = 'dpop_nonce_needed';
const WAIT_MS = 1_000;
const MAXIMUM_EVENTS = 5;

/** @typedef {{ token: string | undefined, names: string[], onEvent: (name: string) => unknown }} Wish */

/** @type {Promise<string[]> | undefined} */
let known;
/** @type {Wish | undefined} */
let wish;
/** @type {WebSocket | undefined} */
let socket;

/**
 * Shows what changes from now on, by one socket with this token.
 * @param {string | undefined} token
 * @param {(name: string) => unknown} onEvent called with the subscription that brought an event
 */
export async function listen(token, onEvent) {
  const next = { token, names: /** @type {string[]} */ ([]), onEvent };
  wish = next;
  known ??= findSubscriptions();
  next.names = await known;
  // Another token may have come into use meanwhile.
  if (wish !== next) return;
  if (next.names.length > 0) connect(next);
  else document.getElementById('live')?.remove();
}

/** Those that the schema of the API has. */
async function findSubscriptions() {
  const { body } = await ask(FIELDS);
  /** @type {{ name: string }[]} */
  const fields = body.data?.__schema.subscriptionType?.fields ?? [];
  return Object.keys(SUBSCRIPTIONS).filter((name) => fields.some((field) => field.name === name));
}

/** @param {Wish} wanted */
function connect(wanted) {
  const own = new WebSocket(apiUrl.replace(/^http/, 'ws'), 'graphql-transport-ws');
  socket?.close(1000);
  socket = own;
  const { token } = wanted;
  own.onopen = async () => {
    // A browser opens a WebSocket by GET, and cannot add headers to it.
    const payload = await credentialsFor(token, 'GET');
    own.send(JSON.stringify({ type: 'connection_init', payload }));
  };
  own.onmessage = ({ data }) => receive(own, wanted, JSON.parse(data));
  own.onclose = ({ code, reason }) => {
    if (own !== socket) return;
    showState(`closed: ${code} ${reason}`, 'bad');
    if (!COME_BACK.includes(code) && reason !== NONCE_NEEDED) return;
    setTimeout(() => own === socket && connect(wanted), WAIT_MS * (1 + Math.random()));
  };
}

/**
 * @param {WebSocket} own
 * @param {Wish} wanted
 * @param {{ type: string, id: string, payload: any }} message
 */
function receive(own, { names, onEvent }, { type, id, payload }) {
  if (own !== socket) return;
  if (type === 'connection_ack') {
    for (const name of names) {
      const query = SUBSCRIPTIONS[name];
      own.send(JSON.stringify({ type: 'subscribe', id: name, payload: { query } }));
    }
    showState('listening', 'good');
  }
  if (type === 'ping') own.send(JSON.stringify({ type: 'pong' }));
  if (type === 'error') addEvent(`${id}: ${payload[0]?.extensions?.code}`);
  if (type !== 'next') return;
  addEvent(JSON.stringify(payload.data ?? payload.errors));
  void onEvent(id);
}

/**
 * @param {string} text
 * @param {'good' | 'bad'} kind
 */
function showState(text, kind) {
  const state = byId('live-state');
  state.className = `tag ${kind}`;
  state.textContent = text;
}

/** @param {string} text */
function addEvent(text) {
  const events = byId('live-events');
  const time = new Date().toLocaleTimeString();
  const item = element('li', {}, element('span', { class: 'soft' }, `${time} `));
  item.append(element('code', {}, text));
  events.prepend(item);
  while (events.childElementCount > MAXIMUM_EVENTS) events.lastElementChild?.remove();
}
