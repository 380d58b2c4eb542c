import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { splitZero, type Git } from './git.js';

/**
 * Files of the project alone, or merged in another way: by keys (`package.json`), by appending
 * (`migrations/`), or by writing them anew (`schema.gql`).
 */
const NOT_AS_TEXT =
  /^(?:README\.md|CHANGELOG\.md|LICENSE|package(?:-lock)?\.json|schema\.gql|access-map\.md|migrations\/.*)$/;

/** The template's way from one state to another, without what the project has taken out. */
export interface TemplateChange {
  /** A commit without a branch, whose parent is the old state. */
  readonly commit: string;
  readonly paths: readonly string[];
  /** Files that are left out because the project has removed them, or the folder that they are in. */
  readonly removed: readonly string[];
}

interface RawChange {
  readonly mode: string;
  readonly object: string;
  readonly status: string;
  readonly path: string;
}

export function readTemplateChange(git: Git, base: string, target: string): TemplateChange {
  const changes = readRaw(git, base, target).filter(({ path }) => !NOT_AS_TEXT.test(path));
  const isRemoved = removalsOf(new Set(git.list('HEAD')), git.list(base));
  const kept = changes.filter((change) => !isRemoved(change));
  const folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  try {
    const indexed = git.with({ GIT_INDEX_FILE: join(folder, 'index'), ...IDENTITY });
    indexed.run(['read-tree', base]);
    const old = indexed.run(['commit-tree', `${base}^{tree}`, '-m', 'old']).trim();
    const lines = kept.map(({ mode, object, path }) => `${mode} ${object}\t${path}\0`).join('');
    indexed.run(['update-index', '-z', '--index-info'], lines);
    const tree = indexed.run(['write-tree']).trim();
    const commit = indexed.run(['commit-tree', tree, '-p', old, '-m', 'new']).trim();
    const paths = kept.map(({ path }) => path);
    return { commit, paths, removed: changes.filter(isRemoved).map(({ path }) => path) };
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
    const [, mode = '', , object = '', status = ''] = part.split(' ');
    return [{ mode, object, status, path: parts[index + 1] ?? '' }];
  });
}

function removalsOf(ours: ReadonlySet<string>, base: readonly string[]) {
  const had = new Set(base);
  const foldersOf = (paths: Iterable<string>) => new Set([...paths].map((path) => dirname(path)));
  const [ourFolders, oldFolders] = [foldersOf(ours), foldersOf(base)];
  return ({ path, status }: RawChange): boolean => {
    if (status === 'A') {
      const folder = dirname(path);
      return oldFolders.has(folder) && !ourFolders.has(folder);
    }
    return had.has(path) && !ours.has(path);
  };
}
