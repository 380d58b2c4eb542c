const MIB = 1024 * 1024;

export const number = (value, digits = 0) => (value === undefined ? '–' : value.toFixed(digits));
export const mib = (value) => number(value === undefined ? undefined : value / MIB);

export function table(header, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(header),
    line(header.map((_, index) => (index ? '--:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** A value beside its limit; bold where it is over. */
export function against(value, limit, digits = 2) {
  const text = number(value, digits);
  return value <= limit ? `${text} ≤ ${limit}` : `**${text}** > ${limit}`;
}

export const find = (list, name) => list.find(({ server }) => server === name);
