/** What each member of an access token is for, in one line. */
const MEANINGS = /** @type {Record<string, string>} */ ({
  alg: 'How it is signed. The API accepts exactly this algorithm from this issuer, and no other.',
  typ: 'What it is. The API accepts no ID token in its place.',
  kid: "Which of the issuer's published keys verifies the signature.",
  iss: 'Who issued it. The API trusts a short list of issuers and compares the whole string.',
  sub: "Whom it is about: the user's id at the issuer, and `id` in the answer to `me`.",
  aud: 'For whom it is: the API wants to find itself here. The second one opens UserInfo.',
  iat: 'When it was issued.',
  exp: 'Until when it is good. After that the API answers 401, and the application gets a new one.',
  scope: "What the application may do on the user's behalf.",
  azp: 'Which application asked for it.',
  auth_time: 'When the user signed in. A field can ask for a login that is fresh.',
  acr: 'How strong the login was. A field can ask for a second factor.',
  gty: 'How it was asked for.',
  cnf: 'The thumbprint of the key of this browser: the API wants a proof of that key beside the token.',
  permissions: 'What the user may do: `user(id: …)` asks for `read:users`.',
});

/** @param {string} name */
export function meaningOf(name) {
  // An Action of Auth0 puts its claims below the API's audience.
  const [, ownName = name] = /^https?:.*\/(\w+)$/.exec(name) ?? [];
  return MEANINGS[ownName] ?? 'Not read by the API.';
}

/**
 * A value as a reader wants to see it.
 * @param {string} name
 * @param {unknown} value
 */
export function showValue(name, value) {
  if (typeof value === 'number' && /(^|\/)(iat|exp|nbf|auth_time)$/.test(name)) {
    return `${value} (${new Date(value * 1000).toLocaleString('en-GB')})`;
  }
  if (Array.isArray(value)) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
