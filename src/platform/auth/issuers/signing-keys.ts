import { createPublicKey, type KeyObject } from 'node:crypto';
import { JwksClient } from 'jwks-rsa';
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
  const client = new JwksClient({
    jwksUri,
    // The store in front knows better when to ask again, and asks once for everybody.
    cache: false,
    rateLimit: false,
    fetcher: async (uri) => readKeySet(await fetchJson(uri, { signal })),
  });
  const keys = new Map<string, KeyObject>();
  for (const { kid, alg, getPublicKey } of await client.getSigningKeys()) {
    const key = createPublicKey(getPublicKey());
    const isMeant = alg === undefined || alg === algorithm;
    if (isMeant && kid && !keys.has(kid) && isFit(key, algorithm)) keys.set(kid, key);
  }
  if (keys.size === 0)
    throw new UpstreamError(`publishes no usable key for ${algorithm}`, { status: 200 });
  return keys;
}

function readKeySet({ keys }: Record<string, unknown>): { keys: unknown } {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new UpstreamError('answered with something that is no JSON Web Key Set', { status: 200 });
  }
  return { keys: keys.filter((key) => typeof key === 'object' && key !== null) };
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
