import { createHmac } from 'node:crypto';
import { ask } from './ask.js';

const GREETING = 'Hello, world!';
const SECRET = 'This is a secret';

/**
 * Sends requests that must be answered and requests that must be refused: the speed of a server that
 * accepts or refuses everything means nothing.
 */
export async function checkAnswers({ name, port }, { good, expired }) {
  const expectAnswer = async (query, token, text, title) => {
    const { status, body } = await ask(port, query, token);
    const isRight = status === 200 && body.includes(text) && !body.includes('"errors"');
    if (!isRight) throw new Error(`${name} does not answer ${title}: ${status} ${body}`);
  };
  const expectRefusal = async (token, title) => {
    const { status, body } = await ask(port, '{ secret }', token);
    const isRefused = !body.includes(SECRET) && (status === 401 || body.includes('"errors"'));
    if (!isRefused) throw new Error(`${name} does not refuse ${title}: ${status} ${body}`);
  };
  await expectAnswer('{ hello }', undefined, GREETING, '`hello`');
  await expectAnswer('{ secret }', good, SECRET, '`secret` with a good token');
  for (const [title, token] of createBadTokens(good, expired)) await expectRefusal(token, title);
}

/** How this server refuses a bad signature: by this an answer under load is known to be right. */
export async function findRefusal({ port }, { good }) {
  const [header, payload, signature] = good.split('.');
  const { status } = await ask(
    port,
    '{ secret }',
    `${header}.${payload}.${'A'.repeat(signature.length)}`,
  );
  return { status, text: '"errors":' };
}

function createBadTokens(good, expired) {
  const [header, payload, signature] = good.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  const other = encode({ ...claims, sub: 'auth0|somebody-else' });
  const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`;
  const { kid } = JSON.parse(Buffer.from(header, 'base64url'));
  const symmetric = `${encode({ alg: 'HS256', typ: 'JWT', kid })}.${payload}`;
  return [
    ['no token', undefined],
    ['garbage', 'garbage'],
    ['changed claims', `${header}.${other}.${signature}`],
    ['a bad signature', `${header}.${payload}.${'A'.repeat(signature.length)}`],
    ['an expired token', expired],
    ['`alg: none`', unsigned],
    ['HS256', `${symmetric}.${createHmac('sha256', 'key').update(symmetric).digest('base64url')}`],
  ];
}

function encode(part) {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
