import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { describeAccounts } from '../accounts/describe-accounts.js';
import { usePostgres } from '../support/postgres-server.js';

const PASSWORD = "the role's own";

const postgres = usePostgres();

/** A database as compose.yaml makes it, and its address for the API. */
async function createDatabase(): Promise<{ url: string; close(): void }> {
  const { url } = await postgres.createDatabase();
  execFileSync('psql', ['-v', 'ON_ERROR_STOP=1', '-qf', 'deploy/postgres/role.sql', url], {
    env: { ...process.env, API_DATABASE_PASSWORD: PASSWORD },
  });
  const database = new URL(url).pathname.slice(1);
  return { url: postgres.url(database, 'api', PASSWORD), close: () => undefined };
}

describe('accounts through the role of the API', () => describeAccounts(createDatabase));

describe('the role of the API', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await createDatabase());
  });

  async function query(text: string): Promise<number | null> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text)).rowCount;
    } finally {
      await client.end();
    }
  }

  it.each([
    "update account_events set action = 'none'",
    'delete from account_events',
    'truncate account_events',
    'delete from schema_migrations',
    'alter table accounts add column x text',
    'drop table accounts',
    'create table mine (id int)',
    'create role another',
    "copy accounts to program 'id'",
  ])('may not: %s', async (text) => {
    await expect(query(text)).rejects.toThrow(/permission denied|must be owner|must be superuser/);
  });

  it('is made once, and keeps what it may after another migration', async () => {
    await createDatabase();
    expect(await query('select * from accounts')).toBe(0);
  });
});
