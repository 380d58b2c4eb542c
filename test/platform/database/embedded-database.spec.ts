import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { EmbeddedDatabase } from '../../../src/platform/database/embedded/embedded-database.js';
import { FolderLock } from '../../../src/platform/database/embedded/folder-lock.js';
import { QueryError } from '../../../src/platform/database/query.error.js';
import { UnavailableException } from '../../../src/platform/upstream/unavailable.exception.js';
import { copyEmbeddedDatabase, prepareEmbeddedDatabase } from '../../support/embedded-database.js';
import { createFolderInMemory } from '../../support/temporary-folder.js';

let folder: ReturnType<typeof createFolderInMemory>;
let open: EmbeddedDatabase[];

beforeAll(prepareEmbeddedDatabase);

beforeEach(() => {
  folder = createFolderInMemory('database');
  open = [];
});

afterEach(async () => {
  for (const database of open) await database.close();
  folder.remove();
});

/** From files that were prepared, as most tests do; creating them takes two seconds. */
function startPrepared(): EmbeddedDatabase {
  copyEmbeddedDatabase(folder.path);
  return start();
}

function start(): EmbeddedDatabase {
  const database = new EmbeddedDatabase(folder.path);
  open.push(database);
  return database;
}

const countMigrations = (database: EmbeddedDatabase) =>
  database.run(async (db) => {
    const { rows } = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from schema_migrations`,
    );
    return rows[0]?.n;
  });

describe('the embedded database', () => {
  it('opens on first use, also after a kill while it was created, with its tables, and keeps its rows', async () => {
    mkdirSync(join(folder.path, 'postgres.draft'));
    writeFileSync(join(folder.path, 'postgres.draft', 'PG_VERSION'), 'half');
    const first = start();
    expect(existsSync(join(folder.path, 'postgres'))).toBe(false);
    expect(await countMigrations(first)).toBeGreaterThan(0);
    await first.run((db) => db.execute(sql`create table kept as select 1 as n`));
    await first.close();

    const { rows } = await start().run((db) => db.execute(sql`select n from kept`));
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('belongs to one process at a time, and to the next when that one ends', async () => {
    const first = startPrepared();
    await countMigrations(first);
    const second = start();
    await expect(countMigrations(second)).rejects.toBeInstanceOf(UnavailableException);
    await first.close();
    expect(await countMigrations(second)).toBeGreaterThan(0);
  });

  it('takes the lock of a process that was killed', () => {
    writeFileSync(join(folder.path, 'lock'), '4194305 killed\n');
    expect(new FolderLock(folder.path).acquire()).toBe(true);
  });

  it('answers a folder that is broken with an outage', async () => {
    mkdirSync(join(folder.path, 'postgres'));
    writeFileSync(join(folder.path, 'postgres', 'PG_VERSION'), '9.1\n');
    await expect(countMigrations(start())).rejects.toBeInstanceOf(UnavailableException);
  });

  it('tells a refused statement by its SQLSTATE and never with a value', async () => {
    const database = startPrepared();
    const failure = await database
      .run((db) => db.execute(sql`select ${'a secret'}::int`))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(QueryError);
    expect(failure).toMatchObject({ sqlState: '22P02' });
    expect(String((failure as Error).stack)).not.toContain('a secret');
  });

  it('rolls a transaction back when its work fails', async () => {
    const database = startPrepared();
    await database.run((db) => db.execute(sql`create table numbers (n int)`));
    const failing = database.transaction(async (tx) => {
      await tx.execute(sql`insert into numbers values (1)`);
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    const { rows } = await database.run((db) => db.execute(sql`select * from numbers`));
    expect(rows).toEqual([]);
  });
});
