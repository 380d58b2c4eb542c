import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { splitZero, type Git } from './git.js';
import { RenamedBlobs, type Blob } from './renamed-blobs.js';

/**
 * Files of the project alone, or merged in another way: by keys (`package.json`), by appending
 * (`migrations/`), or by writing them anew (`schema.gql`).
 */
const NOT_AS_TEXT =
  /^(?:README\.md|CHANGELOG\.md|LICENSE|package(?:-lock)?\.json|schema\.gql|access-map\.md|migrations\/.*|operations\/.*)$/;

/** The template's way from one state to another, without what the project has taken out. */
export interface TemplateChange {
  /** A commit without a branch, whose parent is the old state. */
  readonly commit: string;
  readonly paths: readonly string[];
  /** Files that are left out because the project has removed them, or the folder that they are in. */
  readonly removed: readonly string[];
}

interface RawChange extends Blob {
  readonly old: Blob;
  readonly status: string;
}

export function readTemplateChange(git: Git, base: string, target: string): TemplateChange {
  const changes = readRaw(git, base, target).filter(({ path }) => !NOT_AS_TEXT.test(path));
  const isRemoved = removalsOf(new Set(git.list('HEAD')), git.list(base));
  const kept = changes.filter((change) => !isRemoved(change));
  const folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  try {
    const indexed = git.with({ GIT_INDEX_FILE: join(folder, 'index'), ...IDENTITY });
    const renamed = new RenamedBlobs(git, base);
    const commit = (blobs: readonly Blob[], ...parents: string[]) => {
      const lines = blobs.map(({ mode, object, path }) => `${mode} ${object}\t${path}\0`).join('');
      indexed.run(['update-index', '-z', '--index-info'], lines);
      const tree = indexed.run(['write-tree']).trim();
      return indexed.run(['commit-tree', tree, ...parents, '-m', 'state']).trim();
    };
    indexed.run(['read-tree', base]);
    const old = commit(renamed.of(kept.map((change) => change.old)));
    const fresh = commit([...kept, ...renamed.of(kept)], '-p', old);
    const paths = kept.map(({ path }) => path);
    return { commit: fresh, paths, removed: changes.filter(isRemoved).map(({ path }) => path) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** These commits are never kept. */
const IDENTITY = {
  ...{ GIT_AUTHOR_NAME: 'upgrade', GIT_AUTHOR_EMAIL: 'upgrade@localhost' },
  ...{ GIT_COMMITTER_NAME: 'upgrade', GIT_COMMITTER_EMAIL: 'upgrade@localhost' },
};

/** https://git-scm.com/docs/git-diff-tree#_raw_output_format */
function readRaw(git: Git, base: string, target: string): RawChange[] {
  const parts = splitZero(git.run(['diff-tree', '-r', '-z', '--no-renames', base, target]));
  return parts.flatMap((part, index) => {
    if (!part.startsWith(':')) return [];
    const [before = '', mode = '', oldObject = '', object = '', status = ''] = part.split(' ');
    const path = parts[index + 1] ?? '';
    const old = { mode: before.slice(1), object: oldObject, path };
    return [{ mode, object, status, path, old }];
  });
}

function removalsOf(ours: ReadonlySet<string>, base: readonly string[]) {
  const had = new Set(base);
  const [ourFolders, oldFolders] = [new Set([...ours].flatMap(foldersOf)), base.flatMap(foldersOf)];
  const removedFolders = new Set(oldFolders.filter((folder) => !ourFolders.has(folder)));
  return ({ path, status }: RawChange): boolean =>
    status === 'A'
      ? foldersOf(path).some((folder) => removedFolders.has(folder))
      : had.has(path) && !ours.has(path);
}

/** `a/b` and `a` for `a/b/c`. */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}
