import { beforeEach, describe, expect, it } from '@jest/globals';
import { grantRole, signOut, suspend } from '../../src/accounts/account-changes.js';
import { findAccountById, recordVisit } from '../../src/accounts/account-records.js';
import type { AccountRow } from '../../src/accounts/accounts.table.js';
import {
  AccessChangeLog,
  createAccessChangeLog,
  type AccessChange,
  type AccessTransaction,
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

  async readActive(deliver: (changes: readonly AccessChange[]) => void): Promise<string> {
    return this.readSince('0', deliver);
  }

  async readSince(
    position: string,
    deliver: (changes: readonly AccessChange[]) => void,
  ): Promise<string> {
    deliver(this.changes.slice(Number(position)));
    return Promise.resolve(String(this.changes.length));
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
    await log.transaction((tx) => grantRole(tx, account.id, 'SUPPORT'));
    await log.transaction((tx) => suspend(tx, account.id, 'fraud'));
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
      await suspend(tx, account.id, 'fraud');
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await suspendedAt()).toBeNull();
    expect(await rows()).toEqual([]);
    expect(log).not.toHaveProperty('changes', [expect.anything()]);
  });

  it('takes effect together with its row in PostgreSQL', async () => {
    const log = await createAccessChangeLog(database);
    await log.transaction((tx) => suspend(tx, account.id, 'fraud'));
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
    const read: AccessChange[] = [];
    const deliver = (changes: readonly AccessChange[]) => void read.push(...changes);
    const position = await log.readActive(deliver);
    expect(read).toContainEqual(expect.objectContaining({ kind: 'signed_out', subject }));
    read.length = 0;
    await log.append({ kind: 'suspended', issuer, subject });
    await log.readSince(position, deliver);
    expect(read).toEqual([expect.objectContaining({ kind: 'suspended', subject })]);
  });
});
