/** What the server wrote into the page. */
const { dataset } = /** @type {HTMLElement} */ (document.getElementById('try-it'));

export const issuer = dataset['issuer'] ?? '';
export const audience = dataset['audience'] ?? '';
export const clientId = dataset['clientId'] ?? '';
/** What to ask for at a sign-in: each user gets the permissions that they have. */
export const scope = `openid profile email ${dataset['permissions'] ?? ''}`.trim();
/** The GraphQL endpoint; empty where the issuer runs alone. */
export const apiUrl = dataset['apiUrl'] ?? '';
/** The address of the tools; empty where there are none. */
export const toolsUrl = dataset['toolsUrl'] ?? '';
/** Where a sign-in comes back to: the page itself. */
export const callback = new URL(location.pathname, issuer).href;
