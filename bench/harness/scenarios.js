import { OPERATIONS } from './operations.js';

/** How many tokens the file of the common ones holds. */
export const COMMON_TOKENS = 2_000;

/** Several, so that none of them uses more than its share of what all may ask for. */
const CALLERS = 20;

const fewTokens = ({ common }) => ({ kind: 'rotate', file: common, count: CALLERS });
export const answerOf = ({ text }) => ({ status: 200, text });

/** A scenario of callers whose tokens are remembered. `goals`: of bare Nest and of the best peer. */
const known = (name, title, operation, toBare) => ({
  name,
  title,
  operation,
  goals: { bare: toBare, best: 1 },
  expect: () => answerOf(operation),
  authorization: fewTokens,
});

/**
 * What each server is loaded with, in this order, in one life of its process. `authorization` gets
 * the numbers of the tokens: the warming and each measurement that wants unseen ones has its own.
 */
export const SCENARIOS = [
  known('secret', '`secret`', OPERATIONS.secret, 0.55),
  known('me', '`me` through a fragment', OPERATIONS.me, 0.55),
  known('list-20', '20 objects out of memory', OPERATIONS.products20, 0.5),
  known('list-100', '100 objects', OPERATIONS.products100, 0.35),
  known('list-1000', '1,000 objects', OPERATIONS.products1000, 0.3),
  {
    ...known('accounts', '20 `accounts` of PostgreSQL', OPERATIONS.accounts, 0.7),
    needsDatabase: true,
  },
  known('mutation', 'a mutation with an input object', OPERATIONS.updateProduct, 0.55),
  {
    name: 'new-token',
    title: '`secret`, a new token each time',
    operation: OPERATIONS.secret,
    goals: { bare: 0.8, best: 1 },
    needsFreshTokens: true,
    expect: () => answerOf(OPERATIONS.secret),
    authorization: ({ fresh, freshCount }, isWarming) => ({
      kind: 'once',
      file: fresh,
      ...(isWarming
        ? { from: 0, count: Math.floor(freshCount / 3) }
        : { from: Math.floor(freshCount / 3) }),
    }),
  },
  {
    name: 'bad-token',
    title: '`secret`, a bad signature each time',
    operation: OPERATIONS.secret,
    expect: ({ refusal }) => refusal,
    authorization: ({ common }) => ({ kind: 'forge', file: common, count: COMMON_TOKENS }),
  },
];

/** Measured beside the rounds. `isOnRequest`: only where it is named, as it takes long. */
export const LONG_SCENARIOS = [
  { name: 'start', title: 'The start' },
  {
    name: 'memory',
    title: '200,000 bad and 50,000 good tokens, all different',
    needsFreshTokens: true,
  },
  { name: 'my-account', title: 'Own accounts on PostgreSQL', needsFreshTokens: true },
  { name: 'revocations', title: 'A full list of revocations', needsFreshTokens: true },
  { name: 'protection', title: 'What the protection against load costs' },
  { name: 'live', title: 'WebSockets: opening, events, idle ones', needsFreshTokens: true },
  { name: 'development', title: 'What a developer waits for' },
  { name: 'attack', title: 'Twenty callers beside an attack', isOnRequest: true },
];
