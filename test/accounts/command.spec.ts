import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { UsageError } from '../../src/accounts/command/arguments.js';
import { runAccountCommand } from '../../src/accounts/command/run-account-command.js';
import { recordedName } from '../../src/platform/config/issuers.js';
import { createDatabase } from '../../src/platform/database/create-database.js';
import type { Database } from '../../src/platform/database/database.js';
import { createEmbeddedDatabase } from '../support/embedded-database.js';
import type { TestDatabase } from '../support/test-database.js';

const ADA = ['--issuer', 'https://issuer.example/', '--subject', 'auth0|ada'];
const BEN = ['--issuer', 'https://issuer.example/', '--subject', 'auth0|ben'];

let files: TestDatabase;
let database: Database;

beforeAll(async () => {
  files = await createEmbeddedDatabase();
  database = await createDatabase(files.url, 1);
});

afterAll(async () => {
  await database.close();
  await files.close();
});

beforeEach(() => database.run((db) => db.execute(sql`truncate accounts cascade`)));

const run = (...args: string[]) => runAccountCommand(args, () => Promise.resolve(database));
const grantAda = () => run('grant-role', 'ADMIN', ...ADA, '--create');
const grantBen = () => run('grant-role', 'SUPPORT', ...BEN, '--create');

describe('npm run account', () => {
  it('says that there are no accounts yet', async () => {
    expect(await run('list')).toBe('No accounts.');
  });

  it('does not make the account of somebody who never signed in, unless it is told to', async () => {
    await expect(run('grant-role', 'ADMIN', ...ADA)).rejects.toThrow(
      'There is no such account. It never signed in: check the spelling, or add --create.',
    );
    expect(await run('list')).toBe('No accounts.');
    expect(await grantAda()).toMatch(/^roles +ADMIN$/m);
  });

  it('makes no account where the change itself is refused', async () => {
    await expect(run('revoke-role', 'ADMIN', ...BEN, '--create')).rejects.toThrow(/does not have/);
    expect(await run('list')).toBe('No accounts.');
  });

  it('finds an issuer however it is spelled', async () => {
    await grantAda();
    expect(
      await run('show', '--issuer', 'https://issuer.example', '--subject', 'auth0|ada'),
    ).toMatch(/^subject +auth0\|ada$/m);
  });

  it('finds an account by any custom domain of its tenant', async () => {
    await grantAda();
    const env = { AUTH0_DOMAIN: 'issuer.example, login.example.com' };
    const args = ['show', '--issuer', 'https://login.example.com', '--subject', 'auth0|ada'];
    const shown = runAccountCommand(
      args,
      () => Promise.resolve(database),
      (issuer) => recordedName(issuer, env),
    );
    expect(await shown).toMatch(/^issuer +https:\/\/issuer\.example\/$/m);
    await expect(run(...args)).rejects.toThrow(/There is no such account/);
  });

  it('keeps the last administrator', async () => {
    await grantAda();
    await expect(run('revoke-role', 'ADMIN', ...ADA)).rejects.toThrow(/the last administrator/);
    await expect(run('suspend', ...ADA, '--reason', 'x')).rejects.toThrow(/the last administrator/);
  });

  it('suspends with a reason, reinstates, and shows who did what', async () => {
    await grantBen();
    expect(await run('suspend', ...BEN, '--reason', 'left the team')).toMatch(
      /^status +SUSPENDED: left the team$/m,
    );
    await run('reinstate', ...BEN);
    const shown = JSON.parse(await run('show', ...BEN, '--json'));
    expect(shown).toMatchObject({ status: 'ACTIVE', roles: ['SUPPORT'] });
    expect(shown.history.map(({ action }: { action: string }) => action)).toEqual([
      'REINSTATED',
      'SUSPENDED',
      'ROLE_GRANTED',
    ]);
    expect(shown.history[0]).toMatchObject({ actorIssuer: null, actorSubject: null });
  });

  it('erases an account, its history and its name in the history of others', async () => {
    const CLEO = ['--issuer', 'https://issuer.example/', '--subject', 'auth0|cleo'];
    await run('grant-role', 'SUPPORT', ...CLEO, '--create');
    await grantBen();
    await run('suspend', ...BEN, '--reason', 'a holiday');
    await run('reinstate', ...BEN);
    await run('suspend', ...CLEO, '--reason', 'a holiday');
    await expect(run('erase', ...CLEO)).rejects.toThrow(/reinstate it first/);
    await run('reinstate', ...CLEO);
    await database.run((db) =>
      db.execute(sql`update account_events set actor_issuer = 'https://issuer.example/',
        actor_subject = 'auth0|cleo' where action = 'REINSTATED'`),
    );
    expect(await run('erase', ...CLEO)).toMatch(
      /^Erased the account [\da-f-]{36}\. Delete the user at the issuer as well\.$/,
    );
    await expect(run('show', ...CLEO)).rejects.toThrow(/no such account/);
    const { history } = JSON.parse(await run('show', ...BEN, '--json'));
    expect(history[0]).toMatchObject({ action: 'REINSTATED', actorSubject: 'erased' });
    const { rows } = await database.run((db) =>
      db.execute(
        sql`select kind from access_changes where subject = 'auth0|cleo' order by id desc`,
      ),
    );
    expect(rows[0]).toEqual({ kind: 'signed_out' });
  });

  it('erases no last administrator, and no account that rows of a feature belong to', async () => {
    await grantAda();
    await grantBen();
    await expect(run('erase', ...ADA)).rejects.toThrow(/the last administrator/);
    await database.run((db) =>
      db.execute(sql`create table notes as select id as author from accounts`),
    );
    await database.run((db) =>
      db.execute(sql`alter table notes add constraint notes_author
        foreign key (author) references accounts (id)`),
    );
    await expect(run('erase', ...BEN)).rejects.toThrow(/notes_author\): delete them first/);
    expect(await run('show', ...BEN)).toMatch(/SUPPORT/);
    await database.run((db) => db.execute(sql`drop table notes`));
  });

  it('lists a table of all, or of a role', async () => {
    await grantAda();
    await grantBen();
    expect(await run('list', '--role', 'ADMIN')).toMatch(
      /^STATUS +ROLES +LAST SEEN +ISSUER +SUBJECT +ID\nACTIVE +ADMIN +\S+ \S+ +https:\/\/issuer\.example\/ +auth0\|ada +\S+$/,
    );
    expect((await run('list')).split('\n')).toHaveLength(3);
  });

  it('prints no control character of a subject', async () => {
    await database.run((db) =>
      db.execute(
        sql`insert into accounts (issuer, subject) values ('https://x/', ${'a\u001b[2Jb'})`,
      ),
    );
    expect(await run('list')).not.toContain('\u001b');
  });

  it.each([
    ['an unknown command', ['promote']],
    ['an unknown role', ['grant-role', 'OWNER', ...ADA]],
    ['no role', ['grant-role', ...ADA]],
    ['no account', ['show']],
    ['half an account', ['show', '--subject', 'x']],
    ['an issuer that is no URL', ['show', '--issuer', 'here', '--subject', 'x']],
    ['a suspension without a reason', ['suspend', ...BEN]],
    ['an unknown option', ['list', '--all']],
    ['a limit of 0', ['list', '--limit', '0']],
    ['one word too many', ['list', 'all', 'accounts']],
  ])('explains itself at %s', async (_, args) => {
    const failure = await run(...args).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect((failure as Error).message).toMatch(/\n\nUsage: npm run account/);
  });

  it.each([
    ['an identifier that is no UUID', ['show', '--id', '1'], /is a UUID/],
    ['an unknown one', ['show', '--id', '00000000-0000-4000-8000-000000000000'], /no such account/],
    ['an empty reason', ['suspend', ...BEN, '--reason', ' '], /1 to 500 characters/],
  ])('refuses %s', async (_, args, message) => {
    await expect(run(...args)).rejects.toThrow(message);
  });
});
