/** The API's endpoint, and what the examples ask it. */
export const API_URL = process.env.API_URL ?? 'http://127.0.0.1:3000/graphql';
export const ME = 'query Me { me { id name email userMetadata } }';

let accessToken = process.env.TOKEN ?? '';
let refreshToken = process.env.REFRESH_TOKEN ?? '';
let refreshing;

/** The header that every request carries. */
export function authorization() {
  return `Bearer ${accessToken}`;
}

/** Whether errors of an answer mean that the token is missing, expired or no good. */
export function isUnauthenticated(errors = []) {
  return errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
}

/** Gets a new access token; requests that fail at the same time share one refresh. */
export function refresh() {
  refreshing ??= renew().finally(() => (refreshing = undefined));
  return refreshing;
}

async function renew() {
  const { TOKEN_URL, CLIENT_ID } = process.env;
  if (!refreshToken || !TOKEN_URL || !CLIENT_ID)
    throw new Error('Sign in again: no refresh token.');
  const response = await fetch(TOKEN_URL, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: CLIENT_ID,
      refresh_token: refreshToken,
    }),
  });
  const tokens = await response.json();
  if (!response.ok) throw new Error(`Sign in again: ${tokens.error}.`);
  accessToken = tokens.access_token;
  // Issuers that rotate refresh tokens take each of them once.
  refreshToken = tokens.refresh_token ?? refreshToken;
}
