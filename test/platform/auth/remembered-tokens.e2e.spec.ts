import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { JwtStrategy } from '../../../src/platform/auth/jwt.strategy.js';
import { useApi } from '../../support/api.js';
import { postRaw } from '../../support/raw-http.js';
import { encode } from '../../support/sign-token.js';
import { useIssuer } from '../../support/test-issuer.js';

/** A token as it was verified, in its parts. */
interface Parts {
  readonly token: string;
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

const bearer = (token: string) => [`Authorization: Bearer ${token}`];

const HOSTILE: readonly [string, (parts: Parts) => string[], string][] = [
  [
    'other claims before its signature',
    ({ header, payload, signature }) =>
      bearer(`${header}.${withClaims(payload, { sub: 'root' })}.${signature}`),
    'invalid_signature',
  ],
  [
    'a later end before its signature',
    ({ header, payload, signature }) =>
      bearer(`${header}.${withClaims(payload, { exp: 4_000_000_000 })}.${signature}`),
    'invalid_signature',
  ],
  [
    'another header before its signature',
    ({ payload, signature }) => bearer(`${encode({ alg: 'none' })}.${payload}.${signature}`),
    'wrong_algorithm',
  ],
  ['its signature alone', ({ signature }) => bearer(signature), 'opaque_token'],
  [
    'the end of its signature alone',
    ({ signature }) => bearer(signature.slice(-32)),
    'opaque_token',
  ],
  ['something before it', ({ token }) => bearer(`x${token}`), 'malformed_token'],
  ['padding behind it', ({ token }) => bearer(`${token}=`), 'malformed_token'],
  ['a fourth part behind it', ({ token }) => bearer(`${token}.x`), 'malformed_token'],
  ['a word behind it', ({ token }) => bearer(`${token} x`), 'malformed_authorization'],
  ['a comma behind it', ({ token }) => bearer(`${token},`), 'malformed_authorization'],
  ['a tab before it', ({ token }) => bearer(`\t${token}`), 'malformed_authorization'],
  [
    'a second header',
    ({ token }) => [...bearer(token), ...bearer(token)],
    'malformed_authorization',
  ],
  [
    'more than 8 KiB before its end',
    ({ token }) => bearer(`${'x'.repeat(9_000)}${token}`),
    'token_too_large',
  ],
  ['another scheme', ({ token }) => [`Authorization: Basic ${token}`], 'token_missing'],
  ['no scheme', ({ token }) => [`Authorization: ${token}`], 'token_missing'],
];

describe('a remembered token', () => {
  const issuer = useIssuer();
  const api = useApi({ trusts: issuer });
  const verifications = jest.spyOn(JwtStrategy.prototype, 'validate');
  let parts: Parts;
  const ask = (lines: string[]) => postRaw(api.url, '{ guarded }', lines);

  beforeAll(async () => {
    const token = await issuer.token({ claims: { sub: 'auth0|remembered' } });
    const [header = '', payload = '', signature = ''] = token.split('.');
    parts = { token, header, payload, signature };
    // The second answer takes the fast path.
    for (let count = 0; count < 2; count += 1) {
      expect((await ask(bearer(token))).status).toBe(200);
    }
    verifications.mockClear();
  });

  it.each(HOSTILE)('opens nothing with %s', async (_, lines, reason) => {
    for (let count = 0; count < 3; count += 1) {
      const { status, body } = await ask(lines(parts));
      expect({ status, body: JSON.parse(body) as unknown }).toMatchObject({
        status: 401,
        body: { errors: [{ extensions: { code: 'UNAUTHENTICATED', reason } }] },
      });
    }
    expect((await ask(bearer(parts.token))).status).toBe(200);
    expect(verifications).not.toHaveBeenCalled();
  });
});

function withClaims(payload: string, claims: object): string {
  const known = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return encode({ ...known, ...claims });
}
