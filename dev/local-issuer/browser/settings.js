/** What the server wrote into the page. */
const { dataset } = /** @type {HTMLElement} */ (document.getElementById('try-it'));

export const issuer = dataset['issuer'] ?? '';
export const audience = dataset['audience'] ?? '';
export const clientId = dataset['clientId'] ?? '';
/** The GraphQL endpoint; empty where the issuer runs alone. */
export const apiUrl = dataset['apiUrl'] ?? '';
