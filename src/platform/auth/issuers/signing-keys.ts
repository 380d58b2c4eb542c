import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Algorithm } from '../../config/settings.js';
import { fetchJson } from '../../upstream/fetch-json.js';
import { UpstreamError } from '../../upstream/upstream.error.js';

const MINIMUM_RSA_BITS = 2048;
/** NIST SP 800-56B, section 6.2: a smaller exponent is weak, and with 1 anybody can sign. */
const MINIMUM_RSA_EXPONENT = 65_537n;

/** An issuer's usable public keys by their `kid`. */
export type SigningKeys = ReadonlyMap<string, KeyObject>;

/**
 * Fetches the keys with which an issuer may sign by `algorithm` (RFC 7517, RFC 7518 section 3.3).
 *
 * @throws UpstreamError when there is not one usable key
 */
export async function fetchSigningKeys(
  jwksUri: string,
  algorithm: Algorithm,
  signal: AbortSignal,
): Promise<SigningKeys> {
  const keys = new Map<string, KeyObject>();
  for (const jwk of readKeySet(await fetchJson(jwksUri, { signal }))) {
    const { kid, alg = algorithm } = jwk;
    if (typeof kid !== 'string' || !kid || keys.has(kid) || alg !== algorithm) continue;
    const key = readPublicKey(jwk);
    if (key && isFit(key, algorithm)) keys.set(kid, key);
  }
  if (keys.size === 0)
    throw new UpstreamError(`publishes no usable key for ${algorithm}`, { status: 200 });
  return keys;
}

function readKeySet({ keys }: Record<string, unknown>): JsonWebKey[] {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new UpstreamError('answered with something that is no JSON Web Key Set', { status: 200 });
  }
  return keys.filter((key) => typeof key === 'object' && key !== null);
}

/** Undefined for a key that is malformed, private or not for verifying (RFC 7517, section 4). */
function readPublicKey(jwk: JsonWebKey): KeyObject | undefined {
  const { use = 'sig', key_ops: operations = ['verify'], d } = jwk;
  const isForVerifying = Array.isArray(operations) && operations.includes('verify');
  if (use !== 'sig' || !isForVerifying || d !== undefined) return undefined;
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** Only RSA keys have a modulus and only EC keys a curve, so the details tell the kind as well. */
function isFit({ asymmetricKeyDetails }: KeyObject, algorithm: Algorithm): boolean {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = asymmetricKeyDetails ?? {};
  if (algorithm === 'ES256') return namedCurve === 'prime256v1';
  return (
    modulusLength >= MINIMUM_RSA_BITS &&
    publicExponent >= MINIMUM_RSA_EXPONENT &&
    publicExponent % 2n === 1n
  );
}

/** The same for the same keys, in whatever order they are published. */
export function fingerprint(keys: SigningKeys): string {
  const lines = [...keys].map(
    ([kid, key]) => `${kid} ${key.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  );
  return lines.sort().join('\n');
}
