import { parseArgs } from 'node:util';
import { ATTACKS } from '../load/attack/attacks.js';
import { LONG_SCENARIOS, SCENARIOS } from './scenarios.js';

/** How long and how often; everything is bounded. */
const FULL = {
  rounds: 3,
  settleMs: 500,
  warmSeconds: 0.7,
  seconds: 1,
  freshTokens: 51_000,
  starts: 5,
  memory: { bad: 200_000, good: 50_000, restSeconds: 5 },
  ownAccounts: { newCallers: 1_000 },
  revocations: { entries: 100_000, people: 100, spacingMs: 100 },
  live: { subscribers: 1_000, events: 100, sockets: 5_000, restMs: 2_000 },
  attack: {
    perSecond: 8,
    warm: 3,
    before: 10,
    attack: 10,
    after: 12,
    rows: [
      ...[1, 50].map((addresses) => ({ kind: 'mix', addresses })),
      ...Object.keys(ATTACKS).map((kind) => ({ kind, addresses: 50 })),
    ],
  },
  development: { rounds: 3 },
};

/** Enough to see that everything runs; says nothing about time. */
const QUICK = {
  rounds: 1,
  settleMs: 0,
  warmSeconds: 0,
  seconds: 0.05,
  freshTokens: 3_000,
  starts: 1,
  memory: { bad: 2_000, good: 500, restSeconds: 0 },
  ownAccounts: { newCallers: 200 },
  revocations: { entries: 2_000, people: 5, spacingMs: 100 },
  live: { subscribers: 20, events: 3, sockets: 50, restMs: 0 },
  attack: {
    perSecond: 8,
    warm: 0.2,
    before: 0.5,
    attack: 0.7,
    after: 0.5,
    rows: [{ kind: 'mix', addresses: 50 }],
  },
  development: { rounds: 1 },
};

const ALL = [...SCENARIOS, ...LONG_SCENARIOS];

export const USAGE = `node bench/run.js [options]
  --quick             every server and scenario for a moment: does it run?
  --write             put the results into bench/README.md and docs/operations.md
  --only a,b          only these servers (the first one is the measure of the others)
  --scenario a,b      only these: ${ALL.map(({ name }) => name).join(', ')}
  --rounds n, --seconds n   seconds of CPU time of the server
  --root DIR          another built tree of this project in the place of ours
  --candidates a,b    other built trees of this project beside ours
  --behind nginx      the proxy of the deployment between the generator and each server
  --attacks a,b       only these attacks, from 50 addresses and from one
  --profile DIR       write a CPU profile of each measurement there
  --json FILE         write every single measurement there
  --no-build          take dist/ as it is`;

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      write: { type: 'boolean' },
      'no-build': { type: 'boolean' },
      help: { type: 'boolean' },
      ...Object.fromEntries(
        [
          ...['only', 'scenario', 'rounds', 'seconds', 'root', 'candidates'],
          ...['behind', 'profile', 'json', 'attacks'],
        ].map((name) => [name, { type: 'string' }]),
      ),
    },
  });
  const base = values.quick ? QUICK : FULL;
  check(values);
  const named = createFilter(values.scenario);
  const scenario = (one) => named(one) && (values.scenario || values.quick || !one.isOnRequest);
  return {
    ...base,
    ...values,
    // Making them takes half a minute.
    freshTokens: ALL.some((one) => scenario(one) && one.needsFreshTokens) ? base.freshTokens : 1,
    rounds: Number(values.rounds ?? base.rounds),
    seconds: Number(values.seconds ?? base.seconds),
    attacks: values.attacks
      ?.split(',')
      .flatMap((kind) => [1, 50].map((addresses) => ({ kind, addresses }))),
    isBuilding: !values['no-build'] && !values.root,
    isChosen: {
      server: createFilter(values.only),
      scenario,
    },
  };
}

function check({ behind, write, candidates, only, scenario }) {
  if (behind !== undefined && behind !== 'nginx') {
    throw new Error(`--behind knows nginx, not ${behind}.`);
  }
  const unknown = scenario
    ?.split(',')
    .filter((name) => !ALL.some((one) => one.name === name.trim()));
  if (unknown?.length) throw new Error(`There is no scenario ${unknown.join(', ')}: see --help.`);
  if (write && [behind, candidates, only, scenario].some(Boolean)) {
    throw new Error('--write writes the results of a whole run: leave the other options out.');
  }
}

function createFilter(list) {
  const names = list?.split(',').map((name) => name.trim());
  return ({ name }) => !names || names.includes(name);
}
