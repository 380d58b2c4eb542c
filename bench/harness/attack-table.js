import { BEARABLE } from './measure-attack.js';
import { mib, number, table } from './table.js';

const HEADER = [
  'server',
  'attack',
  'from',
  'p99 ms without',
  'with',
  'ratio',
  'answers not got',
  'RSS MiB before',
  'peak',
  'after',
  'well again after, s',
];

export function createAttackTable(attack, title) {
  if (attack.length === 0) return undefined;
  const rows = attack.flatMap(({ server, rows: own }) =>
    own.map((row) => [
      server,
      row.kind,
      row.addresses === 1 ? 'one address' : `${row.addresses} addresses`,
      number(row.calm, 1),
      number(row.attacked, 1),
      number(row.attacked / row.calm, 1),
      `${row.refused} of ${row.asked}`,
      mib(row.start),
      mib(row.peak),
      mib(row.after),
      row.recovery === undefined ? 'not within the run' : number(row.recovery, 1),
    ]),
  );
  return `### ${title}\n\n${table(HEADER, rows)}`;
}

/** The mix is the goal; the single attacks say where its cost comes from. */
export function listAttackTargets(attack) {
  const ours = attack.find(({ server }) => server === 'ours')?.rows ?? [];
  return ours
    .filter(({ kind }) => kind === 'mix')
    .flatMap((row) => {
      const of = row.addresses === 1 ? 'one address' : `${row.addresses} addresses`;
      return [
        {
          title: `attack from ${of}: p99 of the others / without`,
          value: row.attacked / row.calm,
          limit: BEARABLE,
          digits: 1,
        },
        {
          title: `attack from ${of}: answers that the others did not get`,
          value: row.refused,
          limit: 0,
          digits: 0,
        },
        {
          title: `attack from ${of}: growth at the peak, MiB`,
          value: (row.peak - row.start) / 1024 ** 2,
          limit: 200,
          digits: 0,
        },
        {
          title: `attack from ${of}: until all is well again, s`,
          value: row.recovery ?? Infinity,
          limit: 10,
          digits: 1,
        },
      ];
    });
}
