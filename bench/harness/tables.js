import { createAttackTable } from './attack-table.js';
import { createDatabaseTables } from './database-tables.js';
import { LONG_SCENARIOS, SCENARIOS } from './scenarios.js';
import { LIVE_SERVERS } from './servers.js';
import { mib, number, table } from './table.js';

/** All results as Markdown. */
export function createTables(results) {
  const { loads, starts, memory, live, attack, development } = results;
  return [
    createLoadTable(loads),
    createCapacityTable(loads),
    createStartTable(starts, loads),
    section('memory', memory, MEMORY),
    ...createDatabaseTables(results),
    createLiveTable(live),
    createAttackTable(attack, titleOf('attack')),
    section('development', development, DEVELOPMENT),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function createLoadTable(loads) {
  const scenarios = measuredIn(loads);
  if (scenarios.length === 0) return undefined;
  const rows = scenarios.map(({ name, title }) => [
    title,
    ...loads.map(({ scenarios: { [name]: one } }) => (one?.failed ? 'wrong' : number(one?.cpu, 1))),
  ]);
  const header = ['CPU µs for a request', ...loads.map(({ server }) => server)];
  return `### Requests\n\n${table(header, rows)}`;
}

/** What one core of this project answers. */
export function createCapacityTable(loads) {
  const ours = loads.find(({ isOwn }) => isOwn);
  if (!ours) return undefined;
  const rows = measuredIn([ours]).map(({ name, title }) => {
    const { cpu, p50, p99 } = ours.scenarios[name];
    return [title, number(cpu), number(1e6 / cpu), number(p50, 1), number(p99, 1)];
  });
  const header = ['operation', 'CPU µs', 'a second, on one core', 'p50 ms', 'p99 ms'];
  return `### What one core answers\n\n${table(header, rows)}`;
}

function measuredIn(loads) {
  return SCENARIOS.filter(({ name }) => loads.some(({ scenarios }) => scenarios[name]));
}

function createStartTable(starts, loads) {
  const servers = [...starts, ...loads].map(({ server }) => server);
  const rows = [...new Set(servers)].map((server) => {
    const start = starts.find((one) => one.server === server);
    const load = loads.find((one) => one.server === server);
    return [
      server,
      number(start?.startMs),
      number(start?.startCpuMs),
      mib(start?.idleRss),
      mib(load?.loadedRss),
    ];
  });
  if (rows.length === 0) return undefined;
  const header = ['server', 'start ms', 'CPU ms', 'RSS MiB', 'RSS MiB after load'];
  return `### Start to first answer, and memory\n\n${table(header, rows)}`;
}

const MEMORY = {
  server: ({ server }) => server,
  tokens: ({ bad, good }) => `${bad} + ${good}`,
  'wrong answers': ({ failed }) => `${failed}`,
  'RSS MiB before': ({ before }) => mib(before),
  'after the bad': ({ afterBad }) => mib(afterBad),
  'after the good': ({ after }) => mib(after),
  growth: ({ before, after }) => mib(after - before),
};

const LIVE = {
  server: ({ server }) => server,
  'CPU µs to open a socket': ({ openCpu }) => number(openCpu),
  'CPU µs of an event for a subscriber': ({ eventCpu }) => number(eventCpu, 1),
  'last subscriber, p50 ms': ({ lastP50 }) => number(lastP50, 1),
  'p99 ms': ({ lastP99 }) => number(lastP99, 1),
  'KiB of an idle socket': ({ bytesPerSocket }) => number(bytesPerSocket / 1024, 1),
};

const DEVELOPMENT = {
  tree: ({ server }) => server,
  '`npm start` until the addresses are printed, s': ({ startMs }) => number(startMs / 1000, 1),
  '`start:dev`: from a saved file to its answer, s': ({ reloadMs }) => number(reloadMs / 1000, 1),
  'packages of `npm ci`': ({ packages }) => `${packages}`,
};

function createLiveTable(live) {
  if (live.length === 0) return undefined;
  const [{ subscribers, events, sockets }] = live;
  const titles = live.map(({ server }) => LIVE_SERVERS.find(({ name }) => name === server));
  const named = live.map((one, index) => ({ ...one, server: titles[index].title }));
  const method = `${subscribers} sockets with one token, ${events} events to each; ${sockets} idle ones.`;
  return section('live', named, LIVE, `${method}\n\n`);
}

function section(name, results, columns, method = '') {
  if (results.length === 0) return undefined;
  const rows = results.map((result) => Object.values(columns).map((cell) => cell(result)));
  return `### ${titleOf(name)}\n\n${method}${table(Object.keys(columns), rows)}`;
}

function titleOf(name) {
  return LONG_SCENARIOS.find((scenario) => scenario.name === name).title;
}
