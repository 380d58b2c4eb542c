/*
 * The databases of a run, in a process of its own: Debian's PostgreSQL, if the machine has it. Steered
 * by messages.
 */
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { PostgresServer } from '../../test/support/postgres-server.js';

interface Message {
  readonly id: number;
  /** A new database with all tables: its `DATABASE_URL`, or nothing where there is no PostgreSQL. */
  readonly create?: true;
  /** A statement for the database of that URL: its rows. */
  readonly query?: { readonly url: string; readonly statement: string };
  /** How many statements with that text ran in the database of that URL. */
  readonly count?: { readonly url: string; readonly text: string };
  readonly close?: true;
}

Logger.overrideLogger(false);
const clients = new Map<string, Promise<Client>>();
let server: Promise<PostgresServer | undefined> | undefined;

process.on('message', (message: Message) => {
  handle(message).then(
    (result) => process.send?.({ id: message.id, result }),
    (error: unknown) => process.send?.({ id: message.id, error: String(error) }),
  );
});
process.on('disconnect', () => void close());
process.send?.({ ready: true });

async function handle({ create, query, count, close: isToClose }: Message): Promise<unknown> {
  if (isToClose) return close();
  if (query) return (await (await connect(query.url)).query(query.statement)).rows;
  if (count) return (await start())?.countStatements(nameOf(count.url), count.text);
  return create && (await (await start())?.createDatabase())?.url;
}

function start(): Promise<PostgresServer | undefined> {
  server ??= PostgresServer.start().catch(() => undefined);
  return server;
}

/** One connection for each database: a commit must not wait for another connection. */
function connect(url: string): Promise<Client> {
  const name = nameOf(url);
  const known = clients.get(name) ?? start().then((running) => running!.connect(name));
  clients.set(name, known);
  return known;
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function close(): Promise<void> {
  for (const client of clients.values()) await (await client).end();
  await (await server)?.close();
  setImmediate(() => process.exit(0));
}
