import { constants, createHmac, sign, type KeyObject } from 'node:crypto';
import type { SigningKey } from './signing-key.js';

export interface TokenParts {
  /** Overrides members of the header; undefined leaves a member out. */
  readonly header?: Record<string, unknown>;
  /** Overrides claims; undefined leaves a claim out. */
  readonly claims?: Record<string, unknown>;
  readonly key?: SigningKey;
}

/** Signs any header and claims, even those that a library would refuse. */
export async function signToken({ header = {}, claims = {}, key }: TokenParts): Promise<string> {
  const input = `${encode(header)}.${encode(claims)}`;
  const signature = key ? signInput(input, String(header['alg']), key.privateKey) : '';
  return Promise.resolve(`${input}.${signature}`);
}

/** Signs bytes, which need not be JSON. */
export function signBytes(
  header: string | Buffer,
  payload: string | Buffer,
  algorithm: string,
  { privateKey }: SigningKey,
): string {
  const input = [header, payload]
    .map((part) => Buffer.from(part as string).toString('base64url'))
    .join('.');
  return `${input}.${signInput(input, algorithm, privateKey)}`;
}

export function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function signInput(input: string, algorithm: string, key: KeyObject): string {
  const data = Buffer.from(input);
  if (algorithm.startsWith('HS')) {
    const secret = key.export({ type: 'pkcs8', format: 'pem' });
    return createHmac('sha256', secret).update(data).digest('base64url');
  }
  if (key.asymmetricKeyType === 'ed25519') return sign(null, data, key).toString('base64url');
  // A name that is not one of an algorithm is signed as well.
  const hash = /^[A-Z]S\d{3}$/.test(algorithm) ? `sha${algorithm.slice(2)}` : 'sha256';
  if (algorithm.startsWith('PS')) {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return sign(hash, data, {
      key,
      padding,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    }).toString('base64url');
  }
  return sign(hash, data, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}
