import { createPrivateKey, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { JSONWebKeySet, JWK } from 'jose';
import type { DataFolder } from './data-folder.js';

const FILE = 'signing-keys.json';

/** The issuer's RSA keys, the one that signs first; kept so that tokens survive a restart. */
export class SigningKeys {
  private constructor(
    private readonly folder: DataFolder,
    private keys: JWK[],
  ) {}

  static async load(folder: DataFolder): Promise<SigningKeys> {
    const stored = folder.read(FILE) as JSONWebKeySet | undefined;
    const signingKeys = new SigningKeys(folder, stored?.keys ?? []);
    if (!stored) await signingKeys.rotate({ keepOld: false });
    return signingKeys;
  }

  /** Signs with a new key from now on; the old ones stay published only where asked. */
  async rotate({ keepOld }: { keepOld: boolean }): Promise<void> {
    this.keys = [await generateSigningKey(), ...(keepOld ? this.keys : [])];
    this.folder.write(FILE, this.privateKeySet);
  }

  get privateKeySet(): { keys: JWK[] } {
    return { keys: this.keys };
  }

  get publicKeySet(): { keys: JWK[] } {
    return {
      keys: this.keys.map(({ kty, kid, use, alg, n, e }) => ({ kty, kid, use, alg, n, e }) as JWK),
    };
  }
}

async function generateSigningKey(): Promise<JWK> {
  // Node 20 can deadlock when a freshly generated RSA key is exported as JWK; by way of PEM it
  // does not.
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const jwk = createPrivateKey(privateKey).export({ format: 'jwk' }) as JWK;
  return { ...jwk, kid: randomBytes(16).toString('base64url'), use: 'sig', alg: 'RS256' };
}
