import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { signToken, type TokenParts } from './sign-token.js';
import { createSigningKey } from './signing-key.js';
import type { TestIssuer } from './test-issuer.js';

/** The address that the API of a test has for its clients. */
export const PUBLIC_URL = 'https://api.example.com/graphql';

/** A token that is bound to a key, and a proof for it. */
export interface Bound {
  readonly token: string;
  readonly proof: string;
}

/** Parts of a proof that a test overrides, and what it is made for. */
export interface ProofParts extends TokenParts {
  readonly token?: string;
  /** Signs in the place of the client's own key. */
  readonly signer?: KeyObject;
}

/** A client that holds a key (RFC 9449), and makes any proof, even those that a library would refuse. */
export class DpopClient {
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly jkt: string;

  constructor(
    readonly privateKey: KeyObject,
    readonly alg: string,
    readonly htu = PUBLIC_URL,
  ) {
    this.jwk = createPublicKey(privateKey).export({ format: 'jwk' }) as Record<string, unknown>;
    this.jkt = thumbprint(this.jwk);
  }

  /** An acceptable proof, except for what the test overrides. */
  proof({ token, signer = this.privateKey, header, claims }: ProofParts = {}): Promise<string> {
    const { alg, jwk, htu } = this;
    return signToken({
      key: { kid: '', privateKey: signer, jwk: {} },
      header: { typ: 'dpop+jwt', alg, jwk, ...header },
      claims: {
        jti: randomUUID(),
        htm: 'POST',
        htu,
        iat: Math.floor(Date.now() / 1000),
        ...(token !== undefined && { ath: sha256(token) }),
        ...claims,
      },
    });
  }

  /** An access token that is bound to the key of this client. */
  token(issuer: TestIssuer, claims: Record<string, unknown> = {}): Promise<string> {
    return issuer.token({ claims: { cnf: { jkt: this.jkt }, ...claims } });
  }

  async bound(issuer: TestIssuer, parts: ProofParts = {}): Promise<Bound> {
    const token = await this.token(issuer);
    return { token, proof: await this.proof({ token, ...parts }) };
  }
}

/** A client with a key of its own. */
export async function createDpopClient(alg = 'ES256', htu?: string): Promise<DpopClient> {
  return new DpopClient(await createPrivateKeyFor(alg), alg, htu);
}

export function headersOf({ token, proof }: Bound): Record<string, string> {
  return { authorization: `DPoP ${token}`, dpop: proof };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** RFC 7638. */
export function thumbprint(jwk: Readonly<Record<string, unknown>>): string {
  const members = ['crv', 'e', 'kty', 'n', 'x', 'y'].filter((name) => name in jwk);
  return sha256(JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]]))));
}

async function createPrivateKeyFor(alg: string): Promise<KeyObject> {
  if (alg.startsWith('Ed')) return generateKeyPairSync('ed25519').privateKey;
  if (alg === 'ES384') return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  return (await createSigningKey(alg)).privateKey;
}
