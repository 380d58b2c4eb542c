import { mib, number, table } from './table.js';

const MIB = 1024 * 1024;
const percentile = (sorted, part) => sorted[Math.ceil(sorted.length * part) - 1];

/** What needs a database, as Markdown. */
export function createDatabaseTable(results) {
  const rows = [
    ...listAccountRows(measuredIn(results.ownAccounts)),
    ...listRevocationRows(measuredIn(results.revocations)),
  ];
  return rows.length > 0
    ? `### Own accounts and revocations\n\n${table(['', 'measured'], rows)}`
    : undefined;
}

function listAccountRows(costs) {
  if (!costs) return [];
  const { newCallers, statements, perSecond } = costs;
  return [
    ['`myAccount`; `secret`: CPU µs', `${number(costs.account, 1)}; ${number(costs.secret, 1)}`],
    [
      '`user` by a permission of the token; by a role: CPU µs',
      `${number(costs.byToken, 1)}; ${number(costs.byRole, 1)}`,
    ],
    [
      `${newCallers} new callers, 100 at a time: accounts/s; statements each`,
      `${number(perSecond)}; ${number(statements, 2)}`,
    ],
  ];
}

function listRevocationRows(list) {
  if (!list) return [];
  const { entries, without, full, delays } = list;
  return [
    [
      `\`secret\` without revocations; with ${entries}: CPU µs`,
      `${number(without.cpu, 1)}; ${number(full.cpu, 1)}`,
    ],
    ['the same: RSS MiB', `${mib(without.rss)}; ${mib(full.rss)}`],
    [
      'from commit to refusal, ms: p50; p99',
      `${number(percentile(delays, 0.5))}; ${number(percentile(delays, 0.99))}`,
    ],
  ];
}

export function listDatabaseTargets({ ownAccounts, revocations }) {
  return [
    ...listAccountTargets(measuredIn(ownAccounts)),
    ...listRevocationTargets(measuredIn(revocations)),
  ];
}

function listAccountTargets(costs) {
  if (!costs) return [];
  const { secret, account, byRole, byToken, statements } = costs;
  const role = 1 + (byRole - byToken) / secret;
  return [
    { title: '`myAccount` / `secret`', value: account / secret, limit: 1.3 },
    { title: '`secret` and what a role costs / `secret`', value: role, limit: 1.15 },
    { title: 'statements of a new caller', value: statements, limit: 2 },
  ];
}

function listRevocationTargets(list) {
  if (!list) return [];
  const { full, without, delays } = list;
  const size = (full.rss - without.rss) / MIB;
  const delay = percentile(delays, 0.99) / 1000;
  return [
    {
      title: '`secret` with all revocations / without',
      value: full.cpu / without.cpu,
      limit: 1.03,
    },
    { title: 'a full list of revocations, MiB', value: size, limit: 40, digits: 1 },
    { title: 'from commit to refusal, p99 s', value: delay, limit: 2 },
  ];
}

function measuredIn(results) {
  return results.find(({ problem }) => problem === undefined);
}
