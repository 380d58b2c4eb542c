import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { fetchSigningKeys } from '../../../src/platform/auth/issuers/signing-keys.js';
import type { Algorithm } from '../../../src/platform/config/settings.js';
import { createSigningKey, type SigningKey } from '../../support/signing-key.js';
import { useIssuer } from '../../support/test-issuer.js';

type Jwk = Record<string, unknown>;

const issuer = useIssuer({ keys: [] });
let rsa: SigningKey;
let ec: SigningKey;

beforeAll(async () => {
  [rsa, ec] = await Promise.all([createSigningKey('RS256'), createSigningKey('ES256')]);
});

describe('a published key', () => {
  const usable: [string, () => Jwk, Algorithm][] = [
    ['RSA with use and alg', () => rsa.jwk, 'RS256'],
    ['RSA without use', () => without(rsa.jwk, 'use'), 'RS256'],
    ['RSA without alg', () => without(rsa.jwk, 'alg'), 'RS256'],
    ['RSA without alg', () => without(rsa.jwk, 'alg'), 'PS256'],
    ['RSA for PS256', () => ({ ...rsa.jwk, alg: 'PS256' }), 'PS256'],
    ['RSA with a larger exponent', () => ({ ...rsa.jwk, e: exponent(65_539) }), 'RS256'],
    ['RSA that names its operation', () => ({ ...rsa.jwk, key_ops: ['verify'] }), 'RS256'],
    ['P-256', () => ec.jwk, 'ES256'],
    ['P-256 without alg', () => without(ec.jwk, 'alg'), 'ES256'],
    ['RSA with a certificate beside it', () => ({ ...rsa.jwk, x5c: ['AAAA'], x5t: 'x' }), 'RS256'],
  ];

  it.each(usable)('%s is used', async (_, jwk, algorithm) => {
    expect([...(await fetchKeys([jwk()], algorithm)).keys()]).toEqual([jwk()['kid']]);
  });

  const unusable: [string, () => Jwk, Algorithm][] = [
    ['RSA of 1024 bits', () => rsaJwk(1024), 'RS256'],
    ['RSA of 2047 bits', () => rsaJwk(2047), 'RS256'],
    ['RSA with the exponent 1', () => ({ ...rsa.jwk, e: exponent(1) }), 'RS256'],
    ['RSA with the exponent 3', () => ({ ...rsa.jwk, e: exponent(3) }), 'RS256'],
    ['RSA with the exponent 65535', () => ({ ...rsa.jwk, e: exponent(65_535) }), 'RS256'],
    ['RSA with the even exponent 65538', () => ({ ...rsa.jwk, e: exponent(65_538) }), 'RS256'],
    ['for encryption', () => ({ ...rsa.jwk, use: 'enc' }), 'RS256'],
    ['for another algorithm of its family', () => ({ ...rsa.jwk, alg: 'RS512' }), 'RS256'],
    ['for PS256', () => ({ ...rsa.jwk, alg: 'PS256' }), 'RS256'],
    ['for key transport', () => ({ ...rsa.jwk, alg: 'RSA-OAEP' }), 'RS256'],
    ['for other operations', () => ({ ...rsa.jwk, key_ops: ['encrypt'] }), 'RS256'],
    ['with a text as its operations', () => ({ ...rsa.jwk, key_ops: 'verify' }), 'RS256'],
    [
      'a secret',
      () => ({ kty: 'oct', k: 'c2VjcmV0', kid: 'oct', alg: 'HS256', use: 'sig' }),
      'RS256',
    ],
    [
      'a secret that says RS256',
      () => ({ kty: 'oct', k: 'c2VjcmV0', kid: 'oct', alg: 'RS256' }),
      'RS256',
    ],
    ['P-256 at an RS256 issuer', () => ec.jwk, 'RS256'],
    ['P-256 at an RS256 issuer, without alg', () => without(ec.jwk, 'alg'), 'RS256'],
    ['P-256 that says RS256', () => ({ ...ec.jwk, alg: 'RS256' }), 'RS256'],
    ['RSA at an ES256 issuer', () => rsa.jwk, 'ES256'],
    ['RSA at an ES256 issuer, without alg', () => without(rsa.jwk, 'alg'), 'ES256'],
    ['P-384 at an ES256 issuer', () => without(ecJwk('P-384'), 'alg'), 'ES256'],
    ['Ed25519', () => okpJwk(), 'RS256'],
    ['a private key', () => ({ ...rsa.jwk, ...privateParts(rsa) }), 'RS256'],
    ['without kid', () => without(rsa.jwk, 'kid'), 'RS256'],
    ['with an empty kid', () => ({ ...rsa.jwk, kid: '' }), 'RS256'],
    ['with a number as kid', () => ({ ...rsa.jwk, kid: 1 }), 'RS256'],
    ['without a modulus', () => without(rsa.jwk, 'n'), 'RS256'],
    ['with a point off the curve', () => ({ ...ec.jwk, y: ec.jwk['x'] }), 'ES256'],
  ];

  it.each(unusable)('%s is ignored, and the other keys work', async (_, jwk, algorithm) => {
    const good = { ...(algorithm === 'ES256' ? ec.jwk : rsa.jwk), kid: 'good' };
    expect([...(await fetchKeys([jwk(), good], algorithm)).keys()]).toEqual(['good']);
    await expect(fetchKeys([jwk()], algorithm)).rejects.toThrow(/no usable key|signing keys/);
  });

  it('is found among entries that are not keys', async () => {
    const junk = [null, 1, 'x', [], {}] as unknown as Jwk[];
    expect([...(await fetchKeys([...junk, rsa.jwk], 'RS256')).keys()]).toEqual([rsa.kid]);
  });

  it('keeps its kid when a weaker or later key has the same', async () => {
    const later = await createSigningKey();
    const keys = await fetchKeys(
      [
        { ...rsaJwk(1024), kid: 'twin' },
        { ...rsa.jwk, kid: 'twin' },
        { ...later.jwk, kid: 'twin' },
      ],
      'RS256',
    );
    expect([...keys.values()].map((key) => key.export({ format: 'jwk' }).n)).toEqual([
      rsa.jwk['n'],
    ]);
  });

  it('named __proto__ or constructor is found by its own name alone', async () => {
    const keys = await fetchKeys([{ ...rsa.jwk, kid: '__proto__' }], 'RS256');
    expect(keys.get('__proto__')).toBeDefined();
    expect(keys.get('constructor')).toBeUndefined();
  });
});

function fetchKeys(jwks: readonly Jwk[], algorithm: Algorithm) {
  const keys = jwks.map((jwk) => ({ ...rsa, jwk }));
  issuer.keys = keys;
  return fetchSigningKeys(`${issuer.url}jwks.json`, algorithm, AbortSignal.timeout(2_000));
}

function without(jwk: Jwk, member: string): Jwk {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => name !== member));
}

/** Base64urlUInt of RFC 7518, section 2. */
function exponent(value: number): string {
  return Buffer.from(
    value
      .toString(16)
      .padStart(6, '0')
      .replace(/^(00)+/, ''),
    'hex',
  ).toString('base64url');
}

function rsaJwk(modulusLength: number): Jwk {
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const jwk = createPublicKey(publicKey).export({ format: 'jwk' });
  return { ...jwk, kid: 'weak', use: 'sig', alg: 'RS256' };
}

function ecJwk(namedCurve: string): Jwk {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { ...publicKey.export({ format: 'jwk' }), kid: 'curve', use: 'sig' };
}

function okpJwk(): Jwk {
  const { publicKey } = generateKeyPairSync('ed25519');
  return { ...publicKey.export({ format: 'jwk' }), kid: 'edwards', use: 'sig' };
}

function privateParts({ privateKey }: SigningKey): Jwk {
  const { d, p, q, dp, dq, qi } = privateKey.export({ format: 'jwk' });
  return { d, p, q, dp, dq, qi, kid: 'private' };
}
