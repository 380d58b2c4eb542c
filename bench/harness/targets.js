import { listAttackTargets } from './attack-table.js';
import { listDatabaseTargets } from './database-tables.js';
import { find, table } from './table.js';

const MIB = 1024 * 1024;

/** What ours must not exceed beside the requests; one that was not measured in this run is left out. */
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
    ...listLifeTargets(results),
    ...listLiveTargets(results.live),
    ...listProtectionTargets(results.protection),
    ...listDatabaseTargets(results),
    ...listDevelopmentTargets(results.development),
    ...listAttackTargets(results.attack),
  ];
}

function listLifeTargets({ starts, loads, memory }) {
  const ofBare = (list, key) => find(list, 'ours')?.[key] / find(list, 'bare')?.[key];
  const { 'bad-token': bad, 'new-token': fresh } = find(loads, 'ours')?.scenarios ?? {};
  const { before, after } = find(memory, 'ours') ?? {};
  const growth = (after - before) / MIB;
  return [
    { title: 'a bad token / a new one', value: bad?.cpu / fresh?.cpu, limit: 1 },
    { title: 'start to first answer / bare', value: ofBare(starts, 'startMs'), limit: 1.1 },
    { title: 'CPU time until then / bare', value: ofBare(starts, 'startCpuMs'), limit: 1.1 },
    { title: 'RSS after load / bare', value: ofBare(loads, 'loadedRss'), limit: 1.1 },
    { title: 'growth over 250,000 tokens, MiB', value: growth, limit: 30, digits: 1 },
  ];
}

function listProtectionTargets(protection) {
  const { costs = {} } = find(protection, 'ours') ?? {};
  return [
    ['`secret`', costs.secret],
    ['20 objects', costs['list-20']],
  ].map(([name, value]) => ({
    title: `${name} with all protection against load / without`,
    value,
    limit: 1.03,
  }));
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
  const peers = live.filter(({ server }) => server !== 'ours').map(({ eventCpu }) => eventCpu);
  const part = (other) => ours?.eventCpu / other;
  const whole = (title, value, limit) => ({ title, value, limit, digits: 0 });
  return [
    {
      title: "an event / Nest's own option",
      value: part(find(live, 'nest')?.eventCpu),
      limit: 0.6,
    },
    { title: 'an event / the best peer', value: part(Math.min(...peers)), limit: 0.8 },
    whole('an event to its last subscriber, p99 ms', ours?.lastP99, 150),
    whole('an idle WebSocket, KiB', ours?.bytesPerSocket / 1024, 25),
    whole('verifications for 1,000 WebSockets with one token', ours?.verified, 1),
  ];
}
