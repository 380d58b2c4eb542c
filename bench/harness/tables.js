import { createAttackTable } from './attack-table.js';
import { createDatabaseTables } from './database-tables.js';
import { LIVE_SERVERS } from './live-servers.js';
import { LONG_SCENARIOS, SCENARIOS } from './scenarios.js';
import { mib, number, table } from './table.js';

/** All results as Markdown; ratios are to the first server, in the same run. */
export function createTables(
  { summaries, crowd, memory, live, attack, development, ...databases },
  servers,
) {
  const titles = Object.fromEntries(servers.map(({ name, title }) => [name, title]));
  return [
    ...SCENARIOS.map((scenario) => createLoadTable(scenario, summaries, titles)),
    createStartTable(summaries, titles),
    createCrowdTable(crowd),
    createMemoryTable(memory),
    ...createDatabaseTables(databases),
    createLiveTable(live),
    createAttackTable(attack, titleOf('attack')),
    createDevelopmentTable(development),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function createLoadTable({ name, title }, summaries, titles) {
  const measured = summaries.filter(({ summary }) => summary.scenarios[name]);
  if (measured.length === 0) return undefined;
  const first = measured[0].summary.scenarios[name].cpu;
  const rows = measured.map(({ server, summary }) => {
    const { cpu, perSecond, p50, p99, peakRss, failed } = summary.scenarios[name];
    const title = `${server}: ${titles[server]}`;
    if (failed) return [title, `${failed} answers wrong`, ...Array(5).fill('–')];
    return [
      title,
      number(cpu, 1),
      number(cpu / first, 2),
      number(perSecond),
      number(p50, 1),
      number(p99, 1),
      mib(peakRss),
    ];
  });
  return `### ${title}\n\n${table(['server', 'CPU µs/request', 'ratio', 'requests/s', 'p50 ms', 'p99 ms', 'peak RSS MiB'], rows)}`;
}

function createStartTable(summaries, titles) {
  if (summaries.length === 0) return undefined;
  const rows = summaries.map(({ server, summary }) => {
    const loaded = summary.scenarios.hello?.rss;
    const { startMs, startCpuMs, idleRss } = summary;
    return [
      `${server}: ${titles[server]}`,
      number(startMs),
      number(startCpuMs),
      mib(idleRss),
      mib(loaded),
    ];
  });
  const header = [
    'server',
    'start to first answer, ms',
    'CPU ms until then',
    'idle RSS MiB',
    'RSS after `hello` MiB',
  ];
  return `### Start and memory\n\n${table(header, rows)}`;
}

function createCrowdTable(crowd) {
  if (crowd.length === 0) return undefined;
  const rows = crowd.map(({ server, requests, failed, p50, p99, cpu, upstream, ...rest }) => [
    server,
    `${number(rest.warmedSeconds)} s, ${rest.coldUsers} failed`,
    `${requests}`,
    `${failed}`,
    number(p50, 1),
    number(p99, 1),
    number(cpu, 1),
    `${upstream.passed} + ${upstream.refused} refused, ${upstream.tokens} tokens`,
  ]);
  const header = [
    'server',
    'warming',
    'requests',
    'failed',
    'p50 ms',
    'p99 ms',
    'CPU µs/request',
    'upstream calls',
  ];
  return `### ${titleOf('crowd')}\n\n${table(header, rows)}`;
}

function createMemoryTable(memory) {
  if (memory.length === 0) return undefined;
  const rows = memory.map(({ server, before, afterBad, after, bad, good, failed }) => [
    server,
    `${bad} + ${good}`,
    `${failed}`,
    mib(before),
    mib(afterBad),
    mib(after),
    mib(after - before),
  ]);
  const header = [
    'server',
    'tokens',
    'wrong answers',
    'RSS before',
    'after the bad',
    'after the good',
    'growth MiB',
  ];
  return `### ${titleOf('memory')}\n\n${table(header, rows)}`;
}

function createLiveTable(live) {
  if (live.length === 0) return undefined;
  const [{ subscribers, events, sockets, eventCpu: first }] = live;
  const rows = live.map(({ server, openCpu, eventCpu, lastP50, lastP99, bytesPerSocket }) => [
    `${server}: ${LIVE_SERVERS.find(({ name }) => name === server).title}`,
    number(openCpu),
    number(eventCpu, 1),
    number(eventCpu / first, 2),
    number(lastP50, 1),
    number(lastP99, 1),
    number(bytesPerSocket / 1024, 1),
  ]);
  const header = [
    'server',
    'CPU µs to open a socket',
    'CPU µs for an event of a subscriber',
    'ratio',
    'last subscriber, p50 ms',
    'p99 ms',
    'KiB of an idle socket',
  ];
  const method = `${subscribers} sockets with one token, ${events} events to each; ${sockets} idle ones.`;
  return `### ${titleOf('live')}\n\n${method}\n\n${table(header, rows)}`;
}

function createDevelopmentTable(development) {
  if (development.length === 0) return undefined;
  const rows = development.map(({ server, startMs, reloadMs, packages }) => [
    server,
    number(startMs / 1000, 1),
    number(reloadMs / 1000, 1),
    `${packages}`,
  ]);
  const header = [
    'tree',
    '`npm start` until the addresses are printed, s',
    '`start:dev`: from a saved file to its answer, s',
    'packages of `npm ci`',
  ];
  return `### ${titleOf('development')}\n\n${table(header, rows)}`;
}

function titleOf(name) {
  return LONG_SCENARIOS.find((scenario) => scenario.name === name).title;
}
