import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { GatheredOutput } from '../../../src/platform/logging/gathered-output.js';

function createOutput() {
  const written: string[] = [];
  const output = new GatheredOutput({ write: (text) => void written.push(text) });
  return { output, written };
}

describe('lines', () => {
  it('are written together at the end of the turn', async () => {
    const { output, written } = createOutput();
    output.write('1\n');
    output.write('2\n');
    expect(written).toEqual([]);
    await nextTurn();
    expect(written).toEqual(['1\n2\n']);
    output.write('3\n');
    await nextTurn();
    expect(written).toEqual(['1\n2\n', '3\n']);
  });

  it.each(['warn', 'error', 'fatal'] as const)('do not wait at level %s', (level) => {
    const { output, written } = createOutput();
    const logger = pino({ base: null, timestamp: false }, output);
    logger.info('before');
    logger[level]('urgent');
    logger.info('after');
    expect(written.join('').match(/before|urgent|after/g)).toEqual(['before', 'urgent']);
  });

  it('do not wait when there are too many', () => {
    const { output, written } = createOutput();
    for (let count = 0; count < 1_000; count += 1) output.write(`${'x'.repeat(99)}\n`);
    expect(written.join('').length).toBeGreaterThan(30_000);
  });
});

const MODULE = new URL('../../../src/platform/logging/gathered-output.ts', import.meta.url);

/** A process that writes one line to its log, and ends as the code says. */
function argumentsFor(end: string): string[] {
  const code = `
    const { GatheredOutput } = await import(${JSON.stringify(MODULE.href)});
    GatheredOutput.stdout().write('the last line\\n');
    ${end};`;
  return ['--import', 'tsx', '--input-type=module', '--eval', code];
}

it.each([
  ['exits', 'process.exit(3)'],
  ['fails', "throw new Error('a defect')"],
])('a process that %s writes what still waits', async (_, end) => {
  const run = promisify(execFile)(process.execPath, argumentsFor(end));
  expect(await run.catch((error: unknown) => error)).toMatchObject({ stdout: 'the last line\n' });
});

/** Linux has a file on which there is never any room. */
const ifFull = existsSync('/dev/full') ? it : it.skip;

ifFull('a process whose log cannot be written goes on', async () => {
  const child = spawn(process.execPath, argumentsFor('setTimeout(() => process.exit(3), 10)'), {
    stdio: ['ignore', openSync('/dev/full', 'w'), 'inherit'],
  });
  expect(await once(child, 'exit')).toEqual([3, null]);
});
