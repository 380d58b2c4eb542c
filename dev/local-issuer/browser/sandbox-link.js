import { apiUrl } from './settings.js';

const FIELDS = /** @type {Record<string, string>} */ ({
  hello: 'hello',
  secret: 'secret',
  me: 'me { id name email userMetadata }',
});

/**
 * The API's landing page with a query and the token filled in. They stand in the fragment, which no
 * browser sends to a server.
 * @param {string | undefined} token
 */
export function sandboxUrl(token) {
  const headers = JSON.stringify(token ? { Authorization: `Bearer ${token}` } : {});
  return `${apiUrl}#${new URLSearchParams({ document: createDocument(), headers })}`;
}

/** Asks for what the page has a card for. */
function createDocument() {
  const fields = Object.keys(FIELDS).filter((name) =>
    document.querySelector(`[data-query="${name}"]`),
  );
  const lines = fields.length > 0 ? fields.map((name) => FIELDS[name]) : ['__typename'];
  return `query Me {\n  ${lines.join('\n  ')}\n}\n`;
}
