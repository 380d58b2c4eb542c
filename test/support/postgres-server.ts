import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrateDatabase } from '../../src/platform/database/migrate-database.js';
import { findFreePort } from './api-process.js';
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.js';
import type { TestDatabase } from './test-database.js';
import { use } from './use.js';

const DEBIAN = '/usr/lib/postgresql';
const PASSWORD = 'for the tests';

/** A `PostgresServer` for the tests of this file or `describe`. */
export function usePostgres(): PostgresServer {
  return use(() => PostgresServer.start());
}

/** A PostgreSQL of the test's own, on a free port and in a folder of its own. */
export class PostgresServer {
  private process: ChildProcess | undefined;
  private databases = 0;

  private constructor(
    private readonly folder: TemporaryFolder,
    readonly port: number,
  ) {}

  static async start(): Promise<PostgresServer> {
    const folder = createTemporaryFolder('postgres');
    const { uid, gid } = owner();
    if (uid !== undefined && gid !== undefined) chownSync(folder.path, uid, gid);
    const passwordFile = join(folder.path, 'password');
    writeFileSync(passwordFile, PASSWORD, { mode: 0o644 });
    const server = new PostgresServer(folder, await findFreePort());
    execFileSync(
      program('initdb'),
      [
        ...['-D', server.data, '-U', 'postgres', '--pwfile', passwordFile, '--no-sync'],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C.UTF-8'],
      ],
      { ...owner(), stdio: 'ignore' },
    );
    await server.resume();
    await server.query('postgres', 'create extension pg_stat_statements');
    return server;
  }

  /** A new database with all tables. */
  async createDatabase(): Promise<TestDatabase> {
    const url = await this.createEmptyDatabase();
    await migrateDatabase(url);
    return { url, close: () => undefined };
  }

  async createEmptyDatabase(): Promise<string> {
    this.databases += 1;
    const name = `test_${this.databases}`;
    await this.query('postgres', `create database ${name}`);
    return this.url(name);
  }

  url(database: string, user = 'postgres', password = PASSWORD): string {
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** A connection of the test's own, which it has to end. */
  async connect(database: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url(database) });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async query(database: string, statement: string): Promise<Record<string, unknown>[]> {
    const client = await this.connect(database);
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** How many statements with that text the server has run in a database, `$1` for each value. */
  async countStatements(database: string, text = ''): Promise<number> {
    const [row] = await this.query(
      'postgres',
      `select coalesce(sum(calls), 0)::int as n
       from pg_stat_statements join pg_database on pg_database.oid = dbid
       where datname = '${database}' and strpos(query, '${text}') > 0`,
    );
    return Number(row?.['n']);
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    const { process } = this;
    if (!process || process.exitCode !== null) return;
    process.kill('SIGQUIT');
    await once(process, 'exit');
  }

  /** Stops every process of the server without ending it: connections hang. */
  freeze(isFrozen: boolean): void {
    const signal = isFrozen ? '-STOP' : '-CONT';
    const pid = String(this.process?.pid);
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', pid]).toString().split('\n');
    const pids = [pid, ...children.map((line) => line.trim()).filter(Boolean)];
    execFileSync('kill', [signal, ...pids]);
  }

  async resume(): Promise<void> {
    this.process = spawn(
      program('postgres'),
      [
        ...['-D', this.data, '-p', String(this.port), '-c', 'listen_addresses=127.0.0.1'],
        ...['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
        // Part of Debian's package.
        ...['-c', 'shared_preload_libraries=pg_stat_statements'],
      ],
      { ...owner(), stdio: 'ignore' },
    );
    for (let tries = 0; tries < 200; tries += 1) {
      const isUp = await this.query('postgres', 'select 1').then(
        () => true,
        () => false,
      );
      if (isUp) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('PostgreSQL does not start.');
  }

  async close(): Promise<void> {
    await this.kill();
    this.folder.remove();
  }

  private get data(): string {
    return join(this.folder.path, 'data');
  }
}

/** PostgreSQL refuses to run as root. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

function program(name: string): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const [newest] = versions
    .map((version) => join(DEBIAN, version, 'bin', name))
    .filter((file) => existsSync(file))
    .reverse();
  return newest ?? name;
}
