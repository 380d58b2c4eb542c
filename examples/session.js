import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The API's endpoint. */
export const API_URL = process.env.API_URL ?? 'http://127.0.0.1:3000/graphql';

const { TOKEN = '', REFRESH_TOKEN = '', TOKEN_URL, CLIENT_ID } = process.env;
const FILE = process.env.SESSION_FILE ?? new URL('.session.json', import.meta.url);
/** The sign-in that the variables of the shell come from. */
const ORIGIN = createHash('sha256').update(`${TOKEN} ${REFRESH_TOKEN}`).digest('hex');

/** There is no way to a new token without the user. */
export class SignInRequired extends Error {}

let { accessToken, refreshToken } = load();
let renewing;

/** The header that a request carries; none without a sign-in, as public fields need no token. */
export function authorization() {
  return accessToken ? { authorization: `Bearer ${accessToken}` } : {};
}

/** Whether errors of an answer mean that the token is missing, expired or no good. */
export function isUnauthenticated(errors = []) {
  return errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
}

/**
 * Gets a new access token, unless a request that was refused before has got one already: requests
 * that were sent with the same token share one refresh, however far apart their answers arrive.
 *
 * @param refused the header that the refused request carried
 */
export async function refresh(refused) {
  if (refused?.authorization !== authorization().authorization) return;
  renewing ??= renew().finally(() => (renewing = undefined));
  await renewing;
}

/**
 * The header for a WebSocket, which cannot ask once more with another token: an expired one is
 * renewed before it is sent.
 *
 * @param expired the header that the last socket was closed for, by the clock of the API
 */
export async function freshAuthorization(expired) {
  const current = authorization();
  if (current.authorization === expired?.authorization || isExpired()) await refresh(current);
  return authorization();
}

function isExpired() {
  try {
    const [, claims] = accessToken.split('.');
    return JSON.parse(Buffer.from(claims, 'base64url')).exp * 1000 <= Date.now();
  } catch {
    return false;
  }
}

async function renew() {
  accessToken = await requestToken();
  save();
}

/**
 * Asks the issuer for an access token, and keeps the refresh token that comes with it.
 *
 * @param send `fetch`, or what adds a proof of a key to it (see `dpop/`)
 */
export async function requestToken(send = fetch) {
  if (!refreshToken || !TOKEN_URL || !CLIENT_ID) {
    throw new SignInRequired('Sign in again: no refresh token.');
  }
  const response = await send(TOKEN_URL, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: CLIENT_ID,
      refresh_token: refreshToken,
    }),
  });
  const tokens = await response.json();
  if (!response.ok) throw new SignInRequired(`Sign in again: ${tokens.error}.`);
  // Issuers that rotate refresh tokens take each of them once.
  refreshToken = tokens.refresh_token ?? refreshToken;
  save();
  return tokens.access_token;
}

/** What an earlier script got, if it began with the same sign-in. */
function load() {
  const stored = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
  return stored.origin === ORIGIN ? stored : { accessToken: TOKEN, refreshToken: REFRESH_TOKEN };
}

/** The next script goes on from here; other users of the machine cannot read it. */
function save() {
  writeFileSync(FILE, JSON.stringify({ origin: ORIGIN, accessToken, refreshToken }), {
    mode: 0o600,
  });
}
