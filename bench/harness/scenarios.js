const HELLO = { status: 200, text: '"hello":"Hello, world!"' };
const SECRET = { status: 200, text: '"secret":"This is a secret' };
const ME = { status: 200, text: '"me":{"id":"auth0|user' };
const ACCOUNT = { status: 200, text: '"myAccount":{"id":"' };
const USER = { status: 200, text: '"user":{"id":"auth0|user' };
const ROTATED = 2_000;

/**
 * What each server is loaded with, in this order, in one life of its process. `authorization` gets
 * the numbers of the tokens: the warming and each measurement that wants unseen ones has its own.
 */
export const SCENARIOS = [
  {
    name: 'hello',
    title: '`hello`: public, no token',
    field: 'hello',
    query: '{ hello }',
    expect: () => HELLO,
    authorization: () => ({ kind: 'none' }),
  },
  {
    name: 'secret',
    title: '`secret`, one token',
    field: 'secret',
    query: '{ secret }',
    expect: () => SECRET,
    authorization: ({ common }) => ({ kind: 'rotate', file: common, count: 1 }),
  },
  {
    name: 'rotation',
    title: '`secret`, 2,000 tokens in rotation',
    field: 'secret',
    query: '{ secret }',
    expect: () => SECRET,
    authorization: ({ common }) => ({ kind: 'rotate', file: common, from: 0, count: ROTATED }),
  },
  {
    name: 'new-token',
    title: '`secret`, a token never seen before each time',
    field: 'secret',
    query: '{ secret }',
    expect: () => SECRET,
    authorization: ({ fresh, freshCount }, isWarming) => ({
      kind: 'once',
      file: fresh,
      ...(isWarming
        ? { from: 0, count: Math.floor(freshCount / 3) }
        : { from: Math.floor(freshCount / 3) }),
    }),
  },
  {
    name: 'bad-signature',
    title: '`secret`, a bad signature each time',
    field: 'secret',
    query: '{ secret }',
    expect: ({ refusal }) => refusal,
    authorization: ({ common }) => ({ kind: 'forge', file: common, from: 0, count: ROTATED }),
  },
  {
    name: 'me',
    title: '`me` warm, one user',
    field: 'me',
    query: '{ me { id name email } }',
    expect: () => ME,
    authorization: ({ common }) => ({ kind: 'rotate', file: common, count: 1 }),
  },
];

/** Measured once, after the rounds. */
export const LONG_SCENARIOS = [
  { name: 'crowd', title: '`me` of 1,000 users, Management API at 80 ms and 10 requests/s' },
  { name: 'memory', title: '200,000 bad and 50,000 good tokens, all different' },
  { name: 'accounts', title: 'Accounts on PostgreSQL' },
  { name: 'revocations', title: 'A full list of revocations' },
  { name: 'embedded', title: 'The embedded database of development' },
  { name: 'live', title: 'WebSockets: opening, events, idle ones' },
  { name: 'attack', title: 'Twenty callers beside an attack' },
  { name: 'development', title: 'What a developer waits for' },
];

/** How many tokens the file of the common ones holds. */
export const COMMON_TOKENS = ROTATED;

export { ACCOUNT, ME, USER };
