import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakePostgres } from '../support/fake-postgres.js';
import { runCommand } from '../support/run-command.js';

let pooler: FakePostgres;

beforeAll(async () => {
  pooler = await FakePostgres.refusing('unsupported startup parameter: statement_timeout');
});
afterAll(() => pooler.close());

describe('node dist/account.js', () => {
  it('ends with code 1 and says what to set without DATABASE_URL', async () => {
    const { code, stderr } = await runCommand('src/account.ts', ['list'], {});
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'This API runs without a database: its operator has to set DATABASE_URL.\n',
    });
  });

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
