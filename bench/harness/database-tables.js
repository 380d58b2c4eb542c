import { LONG_SCENARIOS } from './scenarios.js';
import { mib, number, table } from './table.js';

const MIB = 1024 * 1024;
const titleOf = (wanted) => LONG_SCENARIOS.find(({ name }) => name === wanted).title;
const percentile = (sorted, part) => sorted[Math.ceil(sorted.length * part) - 1];

/** What needs a database, as Markdown. */
export function createDatabaseTables({ ownAccounts, revocations }) {
  return [
    createTable('my-account', ownAccounts, ['', 'measured'], (result) => [
      ['`secret`, CPU µs/request', number(result.secret, 1)],
      ['`myAccount` warm, CPU µs/request', number(result.account, 1)],
      ['`user` by a permission of the token, CPU µs/request', number(result.byToken, 1)],
      ['`user` by a role, CPU µs/request', number(result.byRole, 1)],
      [`${result.newCallers} new callers at 100 at a time: rows`, number(result.rows)],
      ['the same: accounts/s', number(result.perSecond)],
      ['the same: statements each', number(result.statements, 2)],
    ]),
    createTable('revocations', revocations, ['', 'empty', 'full'], (result) => [
      ['entries', '0', number(result.entries)],
      ['`secret`, CPU µs/request', number(result.without.cpu, 1), number(result.full.cpu, 1)],
      ['RSS MiB', mib(result.without.rss), mib(result.full.rss)],
      ['from commit to refusal, p50 ms', '–', number(percentile(result.delays, 0.5))],
      ['from commit to refusal, p99 ms', '–', number(percentile(result.delays, 0.99))],
    ]),
  ];
}

export function listDatabaseTargets({ ownAccounts, revocations }) {
  const [costs] = measuredOf(ownAccounts);
  const [list] = measuredOf(revocations);
  return [
    ...(costs
      ? [
          { title: '`myAccount` warm / `secret`', value: costs.account / costs.secret, limit: 1.3 },
          {
            title: '`secret` and what a role costs / `secret`',
            value: 1 + (costs.byRole - costs.byToken) / costs.secret,
            limit: 1.15,
          },
          { title: 'statements of a new caller', value: costs.statements, limit: 2 },
        ]
      : []),
    ...(list
      ? [
          {
            title: '`secret` with a full list of revocations / without',
            value: list.full.cpu / list.without.cpu,
            limit: 1.03,
          },
          {
            title: 'a full list of revocations, MiB',
            value: (list.full.rss - list.without.rss) / MIB,
            limit: 40,
            digits: 1,
          },
          {
            title: 'from commit to refusal, p99 s',
            value: percentile(list.delays, 0.99) / 1000,
            limit: 2,
          },
        ]
      : []),
  ];
}

function createTable(name, results, header, rowsOf) {
  if (results.length === 0) return undefined;
  const [result] = measuredOf(results);
  const content = result ? table(header, rowsOf(result)) : `Not measured: ${results[0].problem}.`;
  return `### ${titleOf(name)}\n\n${content}`;
}

function measuredOf(results) {
  return results.filter(({ problem }) => problem === undefined);
}
