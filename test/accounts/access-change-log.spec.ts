import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { grantRole, suspend } from '../../src/accounts/account-changes.js';
import { lockAccounts } from '../../src/accounts/account-transaction.js';
import { findAccountById, recordVisit } from '../../src/accounts/account-records.js';
import { signOut } from '../../src/accounts/sign-out.js';
import type { AccountRow } from '../../src/accounts/accounts.table.js';
import {
  AccessChangeFeed,
  AccessChangeLog,
  AccessChanges,
  createAccessChangeLog,
  type AccessChange,
  type AccessChangePage,
  type AccessTransaction,
  type TokenNames,
} from '../../src/platform/auth/index.js';
import { createDatabase } from '../../src/platform/database/create-database.js';
import type { Database } from '../../src/platform/database/database.js';
import { createEmbeddedDatabase } from '../support/embedded-database.js';
import { use } from '../support/use.js';

/** What an adopter writes who keeps the changes elsewhere than in PostgreSQL. */
class LogElsewhere extends AccessChangeLog {
  readonly isKept = true;
  readonly changes: AccessChange[] = [];

  constructor(private readonly database: Database) {
    super();
  }

  append(change: AccessChange): Promise<boolean> {
    this.changes.push(change);
    return Promise.resolve(true);
  }

  async transaction<T>(work: (tx: AccessTransaction) => Promise<T>): Promise<T> {
    const changes: AccessChange[] = [];
    const record = (change: AccessChange) => Promise.resolve(void changes.push(change));
    const result = await this.database.transaction((db) => work({ db, record }));
    for (const change of changes) await this.append(change);
    return result;
  }

  read(position = '0'): Promise<AccessChangePage> {
    return Promise.resolve({
      changes: this.changes.slice(Number(position)),
      position: String(this.changes.length),
      isFirst: position === '0',
      isLast: true,
    });
  }

  find({ subject }: TokenNames): Promise<AccessChange[]> {
    const isConcerned = (change: AccessChange) => 'subject' in change && change.subject === subject;
    return Promise.resolve(this.changes.filter(isConcerned));
  }
}

const files = use(createEmbeddedDatabase);
const database = use(() => createDatabase(files.url, 1));
let account: AccountRow;
let people = 0;

beforeEach(async () => {
  people += 1;
  const identity = { issuer: 'https://issuer.example/', subject: `auth0|${people}` };
  account = await database.run((db) => recordVisit(db, identity));
});

const suspendedAt = async () =>
  (await database.run((db) => findAccountById(db, account.id)))?.suspendedAt;
const rows = async () =>
  (
    await database.run((db) =>
      db.execute<{ kind: string }>(
        `select kind from access_changes where subject = '${account.subject}' order by id`,
      ),
    )
  ).rows.map(({ kind }) => kind);

describe('a change of an account', () => {
  it('is told to the log of the application, wherever that keeps it', async () => {
    const log = new LogElsewhere(database);
    await log.transaction(async (tx) => grantRole(await lockAccounts(tx), account.id, 'SUPPORT'));
    await log.transaction(async (tx) => suspend(await lockAccounts(tx), account.id, 'fraud'));
    await log.transaction((tx) => signOut(tx, account));
    const { issuer, subject } = account;
    expect(log.changes).toEqual([
      { kind: 'permissions', issuer, subject },
      { kind: 'suspended', issuer, subject },
      { kind: 'signed_out', issuer, subject, issuedBefore: expect.any(Number) },
    ]);
    expect(await rows()).toEqual([]);
  });

  it.each<[string, () => AccessChangeLog | Promise<AccessChangeLog>]>([
    ['PostgreSQL', () => createAccessChangeLog(database)],
    ['elsewhere', () => new LogElsewhere(database)],
  ])('is not told by a log in %s where its transaction fails', async (_, create) => {
    const log = await create();
    const failing = log.transaction(async (tx) => {
      await suspend(await lockAccounts(tx), account.id, 'fraud');
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await suspendedAt()).toBeNull();
    expect(await rows()).toEqual([]);
    expect(log).not.toHaveProperty('changes', [expect.anything()]);
  });

  it('takes effect together with its row in PostgreSQL', async () => {
    const log = await createAccessChangeLog(database);
    await log.transaction(async (tx) => suspend(await lockAccounts(tx), account.id, 'fraud'));
    expect(await suspendedAt()).toBeInstanceOf(Date);
    expect(await rows()).toEqual(['suspended']);
  });
});

describe("a list of changes out of another server's backup", () => {
  it('is read once, and not again with each new change', async () => {
    const { issuer, subject } = account;
    await database.run((db) =>
      db.execute(`
        insert into access_changes (kind, issuer, subject, issued_before, transaction)
        values ('signed_out', '${issuer}', '${subject}', 1, '9000000000')`),
    );
    const log = await createAccessChangeLog(database);
    const first = await log.read();
    expect(first).toMatchObject({ isFirst: true, isLast: true });
    expect(first.changes).toContainEqual(expect.objectContaining({ kind: 'signed_out', subject }));
    await log.append({ kind: 'suspended', issuer, subject });
    const second = await log.read(first.position);
    expect(second.changes).toEqual([expect.objectContaining({ kind: 'suspended', subject })]);
    expect((await log.read(second.position)).changes).toEqual([]);
  });

  it('is read as a whole again where the table was made anew', async () => {
    const { issuer, subject } = account;
    const log = await createAccessChangeLog(database);
    await log.append({ kind: 'suspended', issuer, subject });
    const { position } = await log.read();
    await database.run((db) => db.execute('cluster access_changes using access_changes_pkey'));
    const anew = await log.read(position);
    expect(anew).toMatchObject({ isFirst: true, isLast: true });
    expect(anew.changes).toContainEqual(expect.objectContaining({ kind: 'suspended', subject }));
  });
});

describe('a list of changes that cannot be read', () => {
  it('does not keep this process from hearing what it records itself', async () => {
    const log = new LogElsewhere(database);
    log.read = () => Promise.reject(new Error('The database is away.'));
    const feed = new AccessChangeFeed(log);
    const heard: AccessChange[] = [];
    feed.subscribe((change) => void heard.push(change));
    const { issuer, subject } = account;
    const changes = new AccessChanges(log, feed);
    await changes.transaction(async (tx) => suspend(await lockAccounts(tx), account.id, 'fraud'));
    await changes.append({ kind: 'signed_out', issuer, subject, issuedBefore: 1 });
    feed.onApplicationShutdown();
    expect(heard.map(({ kind }) => kind)).toEqual(['suspended', 'signed_out']);
  });

  it('is a warning from 5 s on, and a line when it is current again', async () => {
    jest.useFakeTimers();
    const [warn, say] = [jest.spyOn(Logger.prototype, 'warn'), jest.spyOn(Logger.prototype, 'log')];
    const log = new LogElsewhere(database);
    const read = log.read.bind(log);
    log.read = () => Promise.reject(new Error('The database is away.'));
    const feed = new AccessChangeFeed(log);
    feed.start();
    await jest.advanceTimersByTimeAsync(4_500);
    expect(warn).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^The list of revocations is \d s old: .*Check the database$/)],
    ]);
    log.read = read;
    await jest.advanceTimersByTimeAsync(2_000);
    expect(say).toHaveBeenCalledWith('The list of revocations is current again');
    expect(feed.isCurrent).toBe(true);
    feed.onApplicationShutdown();
  });
});
