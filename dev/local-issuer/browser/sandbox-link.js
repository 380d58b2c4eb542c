import { apiUrl } from './settings.js';

const DOCUMENT = `query Me {
  hello
  secret
  me {
    id
    name
    email
    userMetadata
  }
}
`;

/**
 * The API's landing page with a query and the token filled in. They stand in the fragment, which no
 * browser sends to a server.
 * @param {string | undefined} token
 */
export function sandboxUrl(token) {
  const headers = JSON.stringify(token ? { Authorization: `Bearer ${token}` } : {});
  return `${apiUrl}#${new URLSearchParams({ document: DOCUMENT, headers })}`;
}
