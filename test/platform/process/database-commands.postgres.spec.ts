import { beforeAll, describe, expect, it } from '@jest/globals';
import { usePostgres } from '../../support/postgres-server.js';
import { runCommand } from '../../support/run-command.js';

const postgres = usePostgres();

let empty: string;
const migrate = (url: string) => runCommand('src/migrate.ts', [], { DATABASE_URL: url });

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
      stdout: expect.stringMatching(/^(Applied .*\n)+The schema is current\.\n$/),
      stderr: '',
    });
    expect(await migrate(empty)).toEqual({
      code: 0,
      stdout: 'The schema is current.\n',
      stderr: '',
    });
  });
});
