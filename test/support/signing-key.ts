import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { takePreparedKey } from './prepared-keys.js';

const generate = promisify(generateKeyPair);

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** The public key as it is published. */
  readonly jwk: Record<string, unknown>;
}

/** A key pair that no other key of the file has; `jwk` overrides what is published of it. */
export async function createSigningKey(
  algorithm = 'RS256',
  {
    jwk = {},
    modulusLength = 2048,
  }: { jwk?: Record<string, unknown>; modulusLength?: number } = {},
): Promise<SigningKey> {
  const pem = algorithm === 'ES256' ? await createEcPem() : await createRsaPem(modulusLength);
  const privateKey = createPrivateKey(pem);
  const kid = randomUUID();
  const exported = createPublicKey(pem).export({ format: 'jwk' });
  return { kid, privateKey, jwk: { ...exported, kid, use: 'sig', alg: algorithm, ...jwk } };
}

/** Through PEM: on Node 20 exporting a fresh RSA key as JWK can block the process for good. */
async function createRsaPem(modulusLength: number): Promise<string> {
  const prepared = modulusLength === 2048 ? takePreparedKey() : undefined;
  if (prepared) return prepared;
  const { privateKey } = await generate('rsa', { modulusLength });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function createEcPem(): Promise<string> {
  const { privateKey } = await generate('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
