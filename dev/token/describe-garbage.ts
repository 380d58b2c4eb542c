const JWE_PARTS = 5;
const JWS_PARTS = 3;

/** What somebody probably pasted instead of an access token, each with what to do. */
const LOOKS: readonly (readonly [pattern: RegExp, description: string])[] = [
  [/^$/, 'Nothing was given. Pass the token on stdin or as an argument.'],
  [
    /^\{[\s\S]*"access_token"/,
    'This is the whole answer of a token endpoint: give the value of its access_token alone.',
  ],
  [/^[[{]/, 'This is JSON, not a token. An access token is three parts with dots between them.'],
  [/^-----BEGIN /, 'This is a key or a certificate in PEM, not a token.'],
  [/^https?:\/\//i, 'This is a URL, not a token: look for the access_token that the login gives.'],
  [/^basic /i, 'These are credentials of the scheme Basic, not a token.'],
  [/^gh[a-z]_|^github_pat_/, 'This is a token of GitHub, not of an issuer that the API trusts.'],
  [/^v1\.[\w-]+$/, 'This looks like a refresh token of Auth0: give the access token.'],
];

/** Says what a text is that is not a readable JWT, and repeats nothing of it. */
export function describeGarbage(text: string, hint = ''): string {
  const trimmed = text.trim();
  const [, look] = LOOKS.find(([pattern]) => pattern.test(trimmed)) ?? [];
  if (look) return look;
  if (/\s/.test(trimmed.replace(/^(authorization: *)?bearer +/i, ''))) {
    return 'It contains white space, which a token never does: copy it again, in one line.';
  }
  const parts = trimmed.split('.').length;
  return `${describeParts(parts)} ${hint ? `The API refuses it: ${hint}.` : ''}`.trim();
}

function describeParts(parts: number): string {
  if (parts === JWE_PARTS) {
    return 'This is an encrypted token (JWE), which only its issuer can read: the login asked for no audience.';
  }
  if (parts === JWS_PARTS) {
    return 'This has three parts like a JWT, but they are not base64url of JSON: it is cut off or altered.';
  }
  return 'This is not a JWT. It may be an opaque access token, a refresh token or a code.';
}
