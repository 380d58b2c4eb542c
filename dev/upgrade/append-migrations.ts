import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from './git.js';
import { mergeKeys } from './merge-json.js';
import type { UpgradeStep } from './upgrade-step.js';

const JOURNAL = 'migrations/meta/_journal.json';

interface Entry {
  readonly idx: number;
  readonly version: string;
  readonly when: number;
  readonly tag: string;
  readonly breakpoints: boolean;
}

interface Journal {
  readonly entries: readonly Entry[];
}

interface Snapshot {
  readonly id: string;
  readonly prevId: string;
  readonly tables: Readonly<Record<string, unknown>>;
}

/**
 * Puts the template's new migrations behind those of the project, with the next numbers: a file that is
 * applied already keeps its name.
 *
 * @returns the names of the new ones; with a question mark where the project has begun its migrations
 *   afresh and has to write them by `npm run db:generate`
 */
export function appendMigrations(git: Git, { base, target }: UpgradeStep): string[] {
  const [old, fresh] = [base, target].map((tree) => readJournal(git.show(tree, JOURNAL)));
  const known = new Set(old?.entries.map(({ tag }) => tag));
  const added = fresh?.entries.filter(({ tag }) => !known.has(tag)) ?? [];
  const file = join(git.folder, JOURNAL);
  if (added.length === 0 || !existsSync(file)) return [];
  const ours = readJournal(readFileSync(file, 'utf8'));
  const own = new Set(ours?.entries.map(({ tag }) => tag));
  if (!ours || ![...known].every((tag) => own.has(tag))) return added.map(({ tag }) => `${tag} ?`);
  const entries = [...ours.entries];
  for (const entry of added) entries.push(append(git, entry, entries, { base, target }));
  writeFileSync(file, JSON.stringify({ ...ours, entries }, null, 2));
  return entries.slice(ours.entries.length).map(({ tag }) => tag);
}

function append(
  git: Git,
  entry: Entry,
  before: readonly Entry[],
  { base, target }: Pick<UpgradeStep, 'base' | 'target'>,
): Entry {
  const last = before.at(-1);
  const idx = (last?.idx ?? -1) + 1;
  const number = String(idx).padStart(4, '0');
  const tag = entry.tag.replace(/^\d+/, number);
  const write = (path: string, text: string) => writeFileSync(join(git.folder, path), text);
  write(`migrations/${tag}.sql`, git.show(target, `migrations/${entry.tag}.sql`) ?? '');
  const theirs = readSnapshot(git, target, entry);
  const previous = readFileSync(join(git.folder, snapshotOf(last)), 'utf8');
  const ours = JSON.parse(previous) as Snapshot;
  const oldest = readSnapshotBefore(git, base, target, entry);
  const { value } = mergeKeys({ base: oldest, ours: ours.tables, theirs: theirs.tables });
  const snapshot = { ...ours, id: theirs.id, prevId: ours.id, tables: value };
  write(snapshotOf({ idx }), JSON.stringify(snapshot, null, 2));
  return { ...entry, idx, tag, when: Math.max(entry.when, (last?.when ?? 0) + 1) };
}

/** The template's tables before this migration of its own. */
function readSnapshotBefore(
  git: Git,
  base: string,
  target: string,
  { idx }: Entry,
): Readonly<Record<string, unknown>> {
  const path = snapshotOf({ idx: idx - 1 });
  const text = git.show(target, path) ?? git.show(base, path);
  return text === undefined ? {} : (JSON.parse(text) as Snapshot).tables;
}

function readSnapshot(git: Git, tree: string, entry: Entry): Snapshot {
  const text = git.show(tree, snapshotOf(entry));
  return JSON.parse(text ?? '{ "tables": {} }') as Snapshot;
}

function snapshotOf(entry: { readonly idx: number } | undefined): string {
  return `migrations/meta/${String(entry?.idx ?? 0).padStart(4, '0')}_snapshot.json`;
}

function readJournal(text: string | undefined): Journal | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Journal);
}
