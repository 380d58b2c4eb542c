import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FakePostgres } from '../../support/fake-postgres.js';
import { startPlainServer } from '../../support/plain-server.js';
import { runCommand } from '../../support/run-command.js';

let old: FakePostgres;
let pooler: FakePostgres;

beforeAll(async () => {
  old = await FakePostgres.ofVersion('130014');
  pooler = await FakePostgres.refusing('unsupported startup parameter: statement_timeout');
});
afterAll(() => {
  old.close();
  pooler.close();
});

// A process takes a second to start, and longer on a busy machine.
jest.setTimeout(60_000);

describe('node dist/migrate.js', () => {
  it.each<[string, () => Promise<string> | string, RegExp]>([
    [
      'is a typo',
      () => 'postgre://api:wr0ng@127.0.0.1/api',
      /DATABASE_URL must be a postgres:\/\/ URL/,
    ],
    [
      'names a port where nothing listens',
      () => 'postgres://api:wr0ng@127.0.0.1:9/api',
      /^DATABASE_URL: nothing listens at its address: start PostgreSQL, or correct the host and port\.$/m,
    ],
    [
      'names a server that is not PostgreSQL',
      () => startPlainServer('HTTP/1.1 400 Bad Request\r\n\r\n'),
      /^DATABASE_URL: .*PostgreSQL\.$/m,
    ],
    [
      'names a PostgreSQL that is too old',
      () => old.url,
      /^DATABASE_URL names PostgreSQL 13, which is too old: use 14 or later\.$/m,
    ],
  ])('ends with code 1 and the remedy where DATABASE_URL %s', async (_, url, remedy) => {
    const { code, stdout, stderr } = await runCommand('src/migrate.ts', [], {
      DATABASE_URL: await url(),
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(remedy);
    expect(stderr).not.toMatch(/wr0ng|^ +at /m);
  });
});

describe('without DATABASE_URL', () => {
  it('node dist/migrate.js ends with code 1 and says what to set', async () => {
    expect(await runCommand('src/migrate.ts', [], {})).toEqual({
      code: 1,
      stdout: '',
      stderr: 'DATABASE_URL is missing: set it to a postgres:// URL.\n',
    });
  });

  it('node dist/account.js ends with code 1 and says what to set', async () => {
    const { code, stderr } = await runCommand('src/account.ts', ['list'], {});
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'This API runs without a database: its operator has to set DATABASE_URL.\n',
    });
  });
});

describe('node dist/account.js', () => {
  it('ends with code 1 and the remedy where nothing listens', async () => {
    const env = { DATABASE_URL: 'postgres://api:wr0ng@127.0.0.1:9/api' };
    expect(await runCommand('src/account.ts', ['list'], env)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'DATABASE_URL: nothing listens at its address: start PostgreSQL, or correct the host and port.\n',
    });
  });

  it('ends with code 1 and the remedy where a pooler refuses its timeouts', async () => {
    const env = { DATABASE_URL: pooler.url };
    expect(await runCommand('src/account.ts', ['list'], env)).toMatchObject({
      code: 1,
      stderr:
        'DATABASE_URL: the pooler in front of it refuses our timeouts: set its ignore_startup_parameters.\n',
    });
  });

  it('prints its commands, and needs no database for that', async () => {
    const { code, stdout } = await runCommand('src/account.ts', [], {});
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: npm run/) });
  });

  it('ends with code 2 where the arguments are wrong, before it asks the database', async () => {
    const env = { DATABASE_URL: 'postgres://api:wr0ng@127.0.0.1:9/api' };
    const { code, stdout, stderr } = await runCommand('src/account.ts', ['promote'], env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^There is no command promote\.\n\nUsage: npm run account/);
  });
});
