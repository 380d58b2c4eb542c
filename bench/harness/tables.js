import { createAttackTable } from './attack-table.js';
import { createDatabaseTable } from './database-tables.js';
import { createLifeTable, createLoadTable } from './load-tables.js';
import { LONG_SCENARIOS } from './scenarios.js';
import { LIVE_SERVERS } from './servers.js';
import { number, table } from './table.js';

/** All results as Markdown. */
export function createTables(results) {
  return [
    createLoadTable(results.loads),
    createLifeTable(results),
    createDatabaseTable(results),
    createLiveTable(results.live),
    createAttackTable(results.attack, titleOf('attack')),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function createLiveTable(live) {
  if (live.length === 0) return undefined;
  const [{ subscribers, events, sockets }] = live;
  const rows = live.map(({ server, openCpu, eventCpu, lastP50, lastP99, bytesPerSocket }) => [
    LIVE_SERVERS.find(({ name }) => name === server).title,
    number(openCpu),
    number(eventCpu, 1),
    number(lastP50, 1),
    number(lastP99, 1),
    number(bytesPerSocket / 1024, 1),
  ]);
  const header = [
    'server',
    'CPU µs to open a socket',
    'CPU µs of an event for a subscriber',
    'last subscriber, p50 ms',
    'p99 ms',
    'KiB of an idle socket',
  ];
  const method = `${subscribers} sockets with one token, ${events} events to each; ${sockets} idle ones.`;
  return `### ${titleOf('live')}\n\n${method}\n\n${table(header, rows)}`;
}

function titleOf(name) {
  return LONG_SCENARIOS.find((scenario) => scenario.name === name).title;
}
