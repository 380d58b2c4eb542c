import { SCENARIOS } from './scenarios.js';
import { against, find, mib, number, table } from './table.js';

/** All servers, and where the goals are: what ours may cost of bare Nest and of the best peer. */
export function createLoadTable(loads) {
  const scenarios = measuredIn(loads);
  if (scenarios.length === 0) return undefined;
  const candidates = loads.filter(({ server, isOwn }) => isOwn && server !== 'ours');
  const servers = loads.map(({ server }) => server);
  const changes = candidates.map(({ server }) => `${server} / ours`);
  const header = ['CPU µs of a request', ...servers, ...changes, 'ours / bare', 'ours / best peer'];
  const rows = scenarios.map((scenario) => createLoadRow(scenario, loads, candidates));
  return `### Requests\n\n${table(header, rows)}`;
}

function createLoadRow({ name, title, goals }, loads, candidates) {
  const cpu = ({ scenarios: { [name]: one } }) => one?.cpu;
  const ours = find(loads, 'ours');
  const part = (other, goal) =>
    ours && other && goal ? against(cpu(ours) / cpu(other), goal) : '–';
  return [
    title,
    ...loads.map((one) => (one.scenarios[name]?.failed ? 'wrong' : number(cpu(one), 1))),
    ...candidates.map((one) => number(ours && cpu(one) / cpu(ours), 2)),
    part(find(loads, 'bare'), goals?.bare),
    part(bestOf(loads, cpu), goals?.best),
  ];
}

function bestOf(loads, cpu) {
  const peers = loads.filter((load) => load.isPeer && cpu(load) !== undefined);
  return peers.sort((one, other) => cpu(one) - cpu(other))[0];
}

/** What one core of this project answers. */
export function createCapacityTable(loads) {
  const ours = find(loads, 'ours');
  if (!ours) return undefined;
  const rows = measuredIn([ours]).map(({ name, title }) => {
    const { cpu, p50, p99 } = ours.scenarios[name];
    return [title, number(cpu), number(1e6 / cpu), number(p50, 1), number(p99, 1)];
  });
  const header = ['operation', 'CPU µs', 'a second, on one core', 'p50 ms', 'p99 ms'];
  return table(header, rows);
}

function measuredIn(loads) {
  return SCENARIOS.filter(({ name }) => loads.some(({ scenarios }) => scenarios[name]));
}

export function createLifeTable({ starts, loads, memory }) {
  const servers = [...loads, ...starts, ...memory].map(({ server }) => server);
  const rows = [...new Set(servers)].map((server) => {
    const { startMs, startCpuMs, idleRss } = find(starts, server) ?? {};
    const { loadedRss } = find(loads, server) ?? {};
    const { before, after } = find(memory, server) ?? {};
    const growth = after - before;
    return [
      ...[server, number(startMs), number(startCpuMs)],
      ...[idleRss, loadedRss, Number.isNaN(growth) ? undefined : growth].map(mib),
    ];
  });
  if (rows.length === 0) return undefined;
  const header = [
    'server',
    'start ms',
    'CPU ms',
    'RSS MiB',
    'after load',
    '250,000 tokens: more MiB',
  ];
  return `### Start to first answer, and memory\n\n${table(header, rows)}`;
}
