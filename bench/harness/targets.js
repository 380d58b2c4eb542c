import { listAttackTargets } from './attack-table.js';
import { listDatabaseTargets } from './database-tables.js';
import { table } from './table.js';

const MIB = 1024 * 1024;

/** What ours may cost, as a part of bare Nest and of the best peer in the same scenario. */
const LOADS = {
  secret: [0.55, 1],
  me: [0.55, 1],
  'list-20': [0.5, 1],
  'list-100': [0.35, 1],
  'list-1000': [0.3, 1],
  accounts: [0.7, 1],
  mutation: [0.55, 1],
  'new-token': [0.8, 1],
};

/** What ours must not exceed; one that was not measured in this run is left out. */
export function createTargetTable(results) {
  const rows = listTargets(results)
    .filter(({ value }) => value !== undefined && !Number.isNaN(value))
    .map(({ title, value, limit, digits = 2 }) => [
      title,
      value.toFixed(digits),
      `≤ ${limit}`,
      value <= limit ? 'yes' : '**no**',
    ]);
  return rows.length > 0 ? `### Goals\n\n${table(['goal', 'now', 'limit', 'reached'], rows)}` : '';
}

function listTargets(results) {
  return [
    ...listLoadTargets(results.loads),
    ...listLiveTargets(results.live),
    ...listLifeTargets(results),
    ...listDevelopmentTargets(results.development),
    ...listDatabaseTargets(results),
    ...listAttackTargets(results.attack),
  ];
}

function listLoadTargets(loads) {
  const cpu = (server, scenario) => find(loads, server)?.scenarios[scenario]?.cpu;
  const ours = (scenario) => cpu('ours', scenario);
  const peers = loads.filter(({ isOwn }) => !isOwn).map(({ server }) => server);
  const rows = Object.entries(LOADS).flatMap(([name, [toBare, toBest]]) => {
    const best = leastOf(peers, (peer) => cpu(peer, name));
    return [
      { title: `\`${name}\` / bare`, value: ours(name) / cpu('bare', name), limit: toBare },
      ...(best
        ? [
            {
              title: `\`${name}\` / the best: ${best}`,
              value: ours(name) / cpu(best, name),
              limit: toBest,
            },
          ]
        : []),
    ];
  });
  const bad = ours('bad-token') / ours('new-token');
  return [...rows, { title: '`bad-token` / `new-token`', value: bad, limit: 1 }];
}

function listLifeTargets({ starts, loads, memory }) {
  const toBare = (list, key) => find(list, 'ours')?.[key] / find(list, 'bare')?.[key];
  const { before, after } = find(memory, 'ours') ?? {};
  return [
    { title: 'start to first answer / bare', value: toBare(starts, 'startMs'), limit: 1.1 },
    { title: 'CPU time until then / bare', value: toBare(starts, 'startCpuMs'), limit: 1.1 },
    { title: 'RSS after load / bare', value: toBare(loads, 'loadedRss'), limit: 1.1 },
    {
      title: 'growth over 250,000 tokens, MiB',
      value: (after - before) / MIB,
      limit: 30,
      digits: 1,
    },
  ];
}

function listDevelopmentTargets(development) {
  const { startMs, reloadMs, packages } = find(development, 'ours') ?? {};
  const seconds = (title, value, limit) => ({ title, value: value / 1000, limit, digits: 1 });
  return [
    seconds('`npm start` until the addresses are printed, s', startMs, 8),
    seconds('`start:dev`: from a saved file to its answer, s', reloadMs, 2),
    { title: 'packages that `npm ci` installs', value: packages, limit: 640, digits: 0 },
  ];
}

function listLiveTargets(live) {
  const ours = find(live, 'ours');
  const event = (server) => find(live, server)?.eventCpu;
  const peers = live.map(({ server }) => server).filter((server) => server !== 'ours');
  const best = leastOf(peers, event);
  const whole = (title, value, limit) => ({ title, value, limit, digits: 0 });
  return [
    { title: "an event / Nest's own option", value: event('ours') / event('nest'), limit: 0.6 },
    { title: `an event / the best: ${best}`, value: event('ours') / event(best), limit: 0.8 },
    whole('an event to its last subscriber, p99 ms', ours?.lastP99, 150),
    whole('an idle WebSocket, KiB', ours?.bytesPerSocket / 1024, 25),
    whole('verifications for 1,000 WebSockets with one token', ours?.verified, 1),
  ];
}

function find(list, name) {
  return list.find(({ server }) => server === name);
}

function leastOf(names, valueOf) {
  const measured = names.filter((name) => valueOf(name) !== undefined);
  return measured.sort((one, other) => valueOf(one) - valueOf(other))[0];
}
