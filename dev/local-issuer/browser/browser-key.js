import { base64url, digestOf } from './base64url.js';

const DATABASE = 'try-it';
const STORE = 'keys';
const NAME = 'dpop';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/** Makes the key of this browser. Its private half cannot be exported: no script can send it away. */
export async function createKey() {
  const key = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  await inStore('readwrite', (store) => store.put(key, NAME));
}

/**
 * A proof that this browser has the key: RFC 9449, section 4.2.
 * @param {string} url
 * @param {string} method
 * @param {{ token?: string | undefined, nonce?: string | undefined }} more
 */
export async function createProof(url, method, { token, nonce } = {}) {
  /** @type {CryptoKeyPair | undefined} */
  const key = await inStore('readonly', (store) => store.get(NAME));
  if (!key) throw new Error('The key of this browser is gone: sign in again.');
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey);
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
  const claims = {
    jti: crypto.randomUUID(),
    htm: method,
    htu: url,
    iat: Math.floor(Date.now() / 1000),
    ...(token && { ath: await digestOf(token) }),
    ...(nonce && { nonce }),
  };
  const input = [header, claims].map(encode).join('.');
  const signing = { name: 'ECDSA', hash: 'SHA-256' };
  const data = new TextEncoder().encode(input);
  const signature = await crypto.subtle.sign(signing, key.privateKey, data);
  return `${input}.${base64url(new Uint8Array(signature))}`;
}

/** @param {object} part */
function encode(part) {
  return base64url(new TextEncoder().encode(JSON.stringify(part)));
}

/**
 * IndexedDB keeps keys that cannot be exported.
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} work
 */
async function inStore(mode, work) {
  const opening = indexedDB.open(DATABASE);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  /** @type {IDBDatabase} */
  const database = await resultOf(opening);
  try {
    return await resultOf(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/**
 * @param {IDBRequest} request
 * @returns {Promise<any>}
 */
function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
