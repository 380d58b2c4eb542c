import { constants, createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { isJsonObject } from '../../upstream/json-object.js';

/** How a signature of one algorithm is made, and which keys may make it (RFC 7518, RFC 8037). */
interface Algorithm {
  readonly kty: string;
  readonly crv?: string;
  readonly hash: string | null;
  readonly isPss?: true;
  /** Undefined where it depends on the key. */
  readonly signatureBytes?: number;
}

const ED25519 = { kty: 'OKP', crv: 'Ed25519', hash: null, signatureBytes: 64 } as const;

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  ES256: { kty: 'EC', crv: 'P-256', hash: 'sha256', signatureBytes: 64 },
  ES384: { kty: 'EC', crv: 'P-384', hash: 'sha384', signatureBytes: 96 },
  EdDSA: ED25519,
  Ed25519: ED25519,
  PS256: { kty: 'RSA', hash: 'sha256', isPss: true },
  RS256: { kty: 'RSA', hash: 'sha256' },
};

/** The members that make up a public key, in the order of RFC 7638, section 3.2. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/** RFC 7518, sections 6.2.2, 6.3.2 and 6.4. */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const MINIMUM_RSA_BITS = 2048;
/** A larger key would cost more to verify with than a request may. */
const MAXIMUM_RSA_BITS = 4096;
const RSA_EXPONENT = 65537n;

/** RFC 7518, section 3.5: as long as the hash. */
const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};

const MAXIMUM_KEYS = 2_000;

/** A public key as a proof presents it, complete and of the kind that its algorithm needs. */
export interface PresentedKey {
  readonly jwk: Readonly<Record<string, string>>;
  /** RFC 7638: of the exact text of its members, so it names one spelling of one key. */
  readonly thumbprint: string;
}

/** Undefined where the algorithm is not supported, or the key is not a public one of its kind. */
export function readKey(jwk: unknown, alg: unknown): PresentedKey | undefined {
  const algorithm = findAlgorithm(alg);
  if (!algorithm || !isJsonObject(jwk)) return undefined;
  if (SECRET_MEMBERS.some((name) => jwk[name] !== undefined)) return undefined;
  if (jwk['kty'] !== algorithm.kty || jwk['crv'] !== algorithm.crv) return undefined;
  const members = (MEMBERS[algorithm.kty] ?? []).map((name) => [name, jwk[name]] as const);
  if (!members.every(([, value]) => typeof value === 'string')) return undefined;
  const key = Object.fromEntries(members) as Record<string, string>;
  const thumbprint = createHash('sha256').update(JSON.stringify(key)).digest('base64url');
  return { jwk: key, thumbprint };
}

/** Verifies signatures of proofs. Importing a key costs as much as a verification, so keys are kept. */
export class ProofKeys {
  /** By thumbprint. Only a key that a verified token is bound to gets here. */
  readonly #keys = new LRUCache<string, KeyObject>({ max: MAXIMUM_KEYS });

  hasSigned(
    { jwk, thumbprint }: PresentedKey,
    alg: unknown,
    { input, signature }: { readonly input: string; readonly signature: Buffer },
  ): boolean {
    const algorithm = findAlgorithm(alg);
    if (!algorithm) return false;
    const { hash, isPss, signatureBytes = signature.length } = algorithm;
    if (signature.length !== signatureBytes) return false;
    const key = this.#keys.get(thumbprint) ?? importKey(jwk);
    if (!key) return false;
    this.#keys.set(thumbprint, key);
    const padding = isPss ? PSS : {};
    return verify(
      hash,
      Buffer.from(input),
      { key, dsaEncoding: 'ieee-p1363', ...padding },
      signature,
    );
  }
}

/** @returns undefined where it is not a key, such as a point beside its curve, or an RSA key of a wrong size */
function importKey(jwk: Readonly<Record<string, string>>): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return isSizeAccepted(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

function isSizeAccepted({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType !== 'rsa') return true;
  const { modulusLength = 0, publicExponent } = asymmetricKeyDetails ?? {};
  const isSized = modulusLength >= MINIMUM_RSA_BITS && modulusLength <= MAXIMUM_RSA_BITS;
  return isSized && publicExponent === RSA_EXPONENT;
}

function findAlgorithm(alg: unknown): Algorithm | undefined {
  return typeof alg === 'string' && Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined;
}
