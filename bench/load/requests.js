import { randomBytes } from 'node:crypto';

/** RSA 2048. */
const SIGNATURE_BYTES = 256;
const SIGNATURES = 4_096;

/**
 * Gives one request after the other as text, and undefined when there are no more.
 *
 * `authorization.kind`: `none`; `rotate` uses `count` tokens from `from` over and over; `once` uses
 * each token a single time; `forge` puts a signature that never was behind what the token says.
 */
export function createRequests({
  port,
  request: { headers, body },
  authorization = { kind: 'none' },
  tokens,
  count = Infinity,
}) {
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) });
  const head =
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
    lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const nextToken = TOKENS[authorization.kind](authorization, tokens);
  const tail = `\r\n\r\n${body}`;
  let left = count;
  return () => {
    if (left <= 0) return undefined;
    left -= 1;
    const token = nextToken();
    if (token === undefined) return undefined;
    return token === '' ? `${head}\r\n${body}` : `${head}authorization: Bearer ${token}${tail}`;
  };
}

const TOKENS = {
  none: () => () => '',
  rotate: ({ from = 0, count = 1 }, tokens) => {
    let index = 0;
    return () => tokens[from + (index++ % count)];
  },
  once: ({ from = 0, count = Infinity }, tokens) => {
    let index = 0;
    return () => (index < count ? tokens[from + index++] : undefined);
  },
  forge: ({ from = 0, count = 1 }, tokens) => {
    const inputs = tokens
      .slice(from, from + count)
      .map((token) => token.slice(0, token.lastIndexOf('.')));
    const signatures = Array.from({ length: SIGNATURES }, createSignature);
    let index = 0;
    // Made beforehand, as the server's core feels what the generator's does; no pair comes twice
    // before each of the inputs has been with each of the signatures.
    return () => {
      const round = Math.floor(index / inputs.length);
      const input = index++ % inputs.length;
      return `${inputs[input]}.${signatures[(input + round) % SIGNATURES]}`;
    };
  },
};

/** Below the modulus, so that it costs a server a whole verification. */
function createSignature() {
  const bytes = randomBytes(SIGNATURE_BYTES);
  bytes[0] &= 0x7f;
  return bytes.toString('base64url');
}
