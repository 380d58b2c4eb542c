import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { RequestRecord } from '../../../src/platform/http/http.metrics.js';
import { createLineWriter, toLine } from '../../../src/platform/http/request-line.js';

const ID = '0c0bd7d3-2a4e-4b3a-8f4f-3a1b0e7f6d21';

/** The members in the order in which the log makes them. */
function recordOf(operation: string, code: string, { reason = '', subject = '' } = {}) {
  return {
    id: ID,
    operation,
    target: operation,
    code,
    ...(reason && { reason }),
    status: 200,
    durationMs: 1.5,
    ...(subject && { subject }),
  } as RequestRecord;
}

const records: [string, RequestRecord][] = [
  ['of a caller', recordOf('Me', 'OK', { subject: 'cHNldWRvbnlt' })],
  ['of a refused caller', recordOf('Me', 'UNAUTHENTICATED', { reason: 'token_expired' })],
  ['of an unknown caller', recordOf('anonymous', 'OK')],
  ['of a route', recordOf('/a/:id', 'HTTP_404')],
  [
    'with characters that JSON escapes',
    recordOf('a"b\\c\n\u2028\ud800é', '\u0000"', { reason: '}\n{', subject: '\t' }),
  ],
];

describe('a log line', () => {
  it.each(records)('%s is the same to the byte as the one that pino writes', (_, record) => {
    const time = 1_700_000_000_000;
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const timestamp = () => `,"time":${time}`;
    pino({ base: null, timestamp }, stream).info({ ...record, target: undefined }, 'request');
    expect([toLine(record, time)]).toEqual(lines);
  });

  it.each([
    ['info', ['/health/live'], []],
    ['debug', ['/health/live'], ['/health/live']],
    ['info', ['query me'], ['query me']],
    ['warn', ['query me'], []],
  ])('at level %s of %j is written: %j', (level, targets, written) => {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const write = createLineWriter(pino({ base: null, level }, stream));
    for (const target of targets) write(recordOf(target, 'OK'));
    expect(lines.map((line) => (JSON.parse(line) as { operation: string }).operation)).toEqual(
      written,
    );
  });
});
