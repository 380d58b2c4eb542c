import { SCENARIOS } from './scenarios.js';
import { against, find, mib, number, table } from './table.js';

/** All servers, and where the goals are: what ours may cost of bare Nest and of the best peer. */
export function createLoadTable(loads) {
  const scenarios = measuredIn(loads);
  if (scenarios.length === 0) return undefined;
  const rows = scenarios.map(({ name, title, goals }) => {
    const cpu = ({ scenarios: { [name]: one } }) => one?.cpu;
    const cells = loads.map((load) =>
      load.scenarios[name]?.failed ? 'wrong' : number(cpu(load), 1),
    );
    const ours = loads.find(({ server }) => server === 'ours');
    const part = (other, goal) =>
      ours && other && goal ? against(cpu(ours) / cpu(other), goal) : '–';
    return [
      title,
      ...cells,
      part(find(loads, 'bare'), goals?.bare),
      part(bestOf(loads, cpu), goals?.best),
    ];
  });
  const servers = loads.map(({ server }) => server);
  const header = ['CPU µs of a request', ...servers, 'ours / bare', 'ours / best peer'];
  return `### Requests\n\n${table(header, rows)}`;
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
