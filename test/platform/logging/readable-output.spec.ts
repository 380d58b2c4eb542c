import fs from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { loadSettings } from '../../../src/platform/config/load-settings.js';
import { createLogger } from '../../../src/platform/logging/create-logger.js';
import { NestLogger } from '../../../src/platform/logging/nest-logger.js';
// Loaded late by the logger: the mock below must not see how Jest compiles it.
import '../../../src/platform/logging/readable-output.js';

let output = '';

beforeAll(() => {
  const record = (data: unknown) => {
    output += String(data);
    return Buffer.byteLength(String(data));
  };
  jest
    .spyOn(fs, 'writeSync')
    .mockImplementation(((_: number, data: string) => record(data)) as never);
  jest.spyOn(process.stdout, 'write').mockImplementation((data) => Boolean(record(data)));
});
afterAll(() => void jest.restoreAllMocks());
beforeEach(() => {
  output = '';
});

async function loggerOf(environment: string): Promise<NestLogger> {
  const issuer = { AUTH0_DOMAIN: 'tenant.example.com', AUTH0_AUDIENCE: 'api' };
  return new NestLogger(
    await createLogger(loadSettings({ NODE_ENV: environment, LOG_LEVEL: 'info', ...issuer })),
  );
}

const STACK = 'TypeError: x is undefined\n    at f (/api/a.ts:1:2)\n    at g (/api/b.ts:3:4)';

describe('in development', () => {
  it('a stack is printed line by line', async () => {
    (await loggerOf('development')).error('Defect in request 7', STACK, 'GraphQL');
    expect(output).toMatch(/^\[\d\d:\d\d:\d\d\] ERROR: \[GraphQL\] Defect in request 7\n/);
    expect(output.split('\n').slice(1)).toEqual([
      '    TypeError: x is undefined',
      '        at f (/api/a.ts:1:2)',
      '        at g (/api/b.ts:3:4)',
      '',
    ]);
  });

  it('an error that is logged itself is printed with its stack', async () => {
    (await loggerOf('development')).error(new RangeError('too large'), 'Orders');
    expect(output).toContain('ERROR: [Orders] RangeError\n    RangeError: too large\n');
  });

  it('no text can look like a line of its own, or command the terminal', async () => {
    const evil = 'a\n[12:00:00] INFO: forged \u001b[2J\u009b2J\r';
    (await loggerOf('development')).error(evil, evil, 'HTTP');
    expect(output).not.toMatch(/^\[12:00:00\]/m);
    expect(output).not.toMatch(/[\u001b\u009b\r]/);
    expect(output).toContain('forged \\u001b[2J\\u009b2J\\u000d');
  });
});

it('in production an error is one line of JSON', async () => {
  (await loggerOf('production')).error('Defect in request 7', STACK, 'GraphQL');
  expect(output.trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(output)).toEqual({
    level: 50,
    time: expect.any(Number),
    context: 'GraphQL',
    stack: STACK,
    msg: 'Defect in request 7',
  });
});
