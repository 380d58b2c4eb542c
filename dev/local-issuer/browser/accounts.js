import { showAnswer } from './answer-view.js';
import { ask } from './api.js';
import { byId, element, onAction } from './dom.js';
import { runNamed } from './query-cards.js';
import { onToken, tokenInUse } from './token-in-use.js';

/**
 * @typedef {object} Account
 * @property {string} id
 * @property {string} subject
 * @property {string} status
 * @property {string | null} suspensionReason
 * @property {string[]} roles
 */

/**
 * @typedef {object} View
 * @property {string} me the identifier of the reader's own account
 * @property {boolean} isManager
 * @property {string[]} roles all that there are
 */

const MINE = '{ myAccount { id permissions } }';
const LIST = `{
  __type(name: "Role") { enumValues { name } }
  accounts(first: 50) { edges { node { id subject status suspensionReason roles } } }
}`;
/** @type {Record<string, string>} */
const CHANGES = {
  Grant: `mutation Grant($id: ID!, $role: Role!) {
    grantRole(accountId: $id, role: $role) { subject roles permissions }
  }`,
  Revoke: `mutation Revoke($id: ID!, $role: Role!) {
    revokeRole(accountId: $id, role: $role) { subject roles permissions }
  }`,
  Suspend: `mutation Suspend($id: ID!, $reason: String!) {
    suspendAccount(accountId: $id, reason: $reason) { subject status suspensionReason }
  }`,
  Reinstate: `mutation Reinstate($id: ID!) {
    reinstateAccount(accountId: $id) { subject status }
  }`,
};

onToken(showAccounts);
onAction({ 'change-account': changeAccount });

/**
 * Shows the accounts where the token's own account may read them.
 * @param {string | undefined} token
 */
async function showAccounts(token) {
  const panel = document.getElementById('accounts');
  if (!panel) return;
  const mine = token && (await ask(MINE, { token }));
  const { id, permissions = [] } = (mine && mine.body.data?.myAccount) || {};
  const { data } = permissions.includes('read:accounts') ? (await ask(LIST, { token })).body : {};
  // Another token may have come into use meanwhile: its answer counts.
  if (token !== tokenInUse().token) return;
  panel.hidden = !data;
  if (!data) return;
  const isManager = permissions.includes('manage:accounts');
  const roles = data.__type?.enumValues.map((/** @type {{ name: string }} */ { name }) => name);
  byId('accounts-reason').hidden = !isManager;
  byId('account-list').replaceChildren(
    ...data.accounts.edges.map((/** @type {{ node: Account }} */ { node }) =>
      describe(node, { me: id, isManager, roles: roles ?? [] }),
    ),
  );
}

/**
 * Grants, revokes, suspends or reinstates, as the button says, and shows the outcome.
 * @param {HTMLElement} button
 */
async function changeAccount(button) {
  const { token } = tokenInUse();
  const { change = '', id = '', role, slot } = button.dataset;
  const { value: reason } = /** @type {HTMLInputElement} */ (byId('reason'));
  const variables = { id, ...(role && { role }), ...(change === 'Suspend' && { reason }) };
  const answer = await ask(CHANGES[change] ?? '', { token, variables });
  showAnswer(byId('account-answer'), answer);
  await showAccounts(token);
  // The button was replaced by its opposite, which takes the focus of the keyboard.
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-slot="${slot}"]`))?.focus();
  await runNamed('myAccount');
}

/**
 * @param {Account} account
 * @param {View} view
 */
function describe(account, { me, isManager, roles }) {
  const { id, subject, status, suspensionReason } = account;
  const isSuspended = status === 'SUSPENDED';
  const changes = [
    ...roles.map((role) => ({ change: account.roles.includes(role) ? 'Revoke' : 'Grant', role })),
    { change: isSuspended ? 'Reinstate' : 'Suspend' },
  ];
  const name = nameOf(subject);
  return element(
    'li',
    { 'data-subject': subject },
    element(
      'h3',
      {},
      name,
      ...(id === me ? [' ', element('span', { class: 'tag' }, 'you')] : []),
      ...account.roles.flatMap((role) => [' ', element('span', { class: 'tag good' }, role)]),
      ...(isSuspended ? [' ', element('span', { class: 'tag bad' }, status)] : []),
    ),
    element(
      'p',
      { class: 'soft' },
      element('code', {}, subject),
      ...(suspensionReason ? [` suspended: ${suspensionReason}`] : []),
    ),
    ...(isManager
      ? [element('p', { class: 'actions' }, ...changes.map((one) => button(id, name, one)))]
      : []),
  );
}

/**
 * @param {string} id
 * @param {string} name
 * @param {{ change: string, role?: string }} what
 */
function button(id, name, { change, role }) {
  const text = role ? `${change} ${role}` : change;
  const attributes = {
    type: 'button',
    'data-action': 'change-account',
    'data-change': change,
    'data-id': id,
    'data-slot': `${id} ${role ?? 'status'}`,
    'aria-label': `${text}: ${name}`,
    ...(role && { 'data-role': role }),
  };
  return element('button', attributes, text);
}

/**
 * A demo user by name, anybody else by the subject.
 * @param {string} subject
 */
function nameOf(subject) {
  const options = [...document.querySelectorAll('#user-id option')];
  const option = options.find((one) => one.getAttribute('value') === subject);
  return option?.textContent ?? subject;
}
