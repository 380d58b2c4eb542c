import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakePostgres } from '../../support/fake-postgres.js';
import { startPlainServer } from '../../support/plain-server.js';
import { runCommand } from '../../support/run-command.js';

let old: FakePostgres;

beforeAll(async () => {
  old = await FakePostgres.ofVersion('130014');
});
afterAll(() => {
  old.close();
});

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
});
