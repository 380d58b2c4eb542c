import { beforeAll, describe, expect, it } from '@jest/globals';
import { usePostgres } from '../../support/postgres-server.js';
import { runCommand } from '../../support/run-command.js';

const postgres = usePostgres();
const ADA = ['--issuer', 'https://issuer.example/', '--subject', 'auth0|ada'];
const PASSWORDS = /wr0ng|for the tests|for%20the%20tests/;

let empty: string;
const migrate = (url: string) => runCommand('src/migrate.ts', [], { DATABASE_URL: url });
const account = (url: string, ...args: string[]) =>
  runCommand('src/account.ts', args, { DATABASE_URL: url });

beforeAll(async () => {
  empty = await postgres.createEmptyDatabase();
});

describe('node dist/migrate.js', () => {
  it('ends with code 1 and the remedy where the password is wrong', async () => {
    expect(await migrate(postgres.url('postgres', 'postgres', 'wr0ng'))).toEqual({
      code: 1,
      stdout: '',
      stderr: 'DATABASE_URL: it refuses the password: correct the user and the password.\n',
    });
  });

  it('ends with code 1 and the remedy where the user may not create tables', async () => {
    const url = await postgres.createEmptyDatabase();
    const name = new URL(url).pathname.slice(1);
    await postgres.query(
      name,
      `create role guest_${name} login password 'for the tests';
      revoke create on schema public from public`,
    );
    expect(await migrate(postgres.url(name, `guest_${name}`))).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'DATABASE_URL: the user lacks a right: grant it CREATE on the schema and its rights on the tables.\n',
    });
  });

  it('applies the migrations with code 0, and the second time has nothing to do', async () => {
    const first = await migrate(empty);
    expect(first).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^Applied 0000_accounts\n(Applied .*\n)*The schema is current\.\n$/,
      ),
      stderr: '',
    });
    expect(await migrate(empty)).toEqual({
      code: 0,
      stdout: 'The schema is current.\n',
      stderr: '',
    });
  });
});

describe('node dist/account.js', () => {
  it('ends with code 1 and the command where the schema is behind', async () => {
    const { code, stdout, stderr } = await account(await postgres.createEmptyDatabase(), 'list');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^The database of DATABASE_URL lacks .*: run node dist\/migrate\.js/);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('ends with code 1 and the remedy where the password is wrong', async () => {
    const { code, stdout, stderr } = await account(
      postgres.url('postgres', 'postgres', 'wr0ng'),
      'list',
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/refuses the password: correct the user and the password/);
    expect(stderr).not.toMatch(PASSWORDS);
  });

  it('makes the first administrator with code 0, and refuses to repeat it with code 1', async () => {
    await migrate(empty);
    const grant = ['grant-role', 'ADMIN', ...ADA, '--create'];
    const made = await account(empty, ...grant);
    expect(made).toEqual({ code: 0, stdout: expect.stringMatching(/^roles +ADMIN$/m), stderr: '' });
    expect(await account(empty, ...grant)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'This account has the role ADMIN already.\n',
    });
  });
});
