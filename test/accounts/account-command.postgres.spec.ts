import { describe, expect, it } from '@jest/globals';
import { runCommand } from '../support/run-command.js';
import { usePostgres } from '../support/postgres-server.js';

const postgres = usePostgres();
const ADA = ['--issuer', 'https://issuer.example/', '--subject', 'auth0|ada'];
const PASSWORDS = /wr0ng|for the tests|for%20the%20tests/;

const account = (url: string, ...args: string[]) =>
  runCommand('src/account.ts', args, { DATABASE_URL: url });

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
    const empty = await postgres.createEmptyDatabase();
    await runCommand('src/migrate.ts', [], { DATABASE_URL: empty });
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
