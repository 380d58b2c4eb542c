import { escapePattern, TEMPLATE_NAMES, TEMPLATE_TITLES, titleOf } from '../rename/names.js';
import { splitZero, type Git } from './git.js';

/** A file of a tree, as `git update-index --index-info` takes it. */
export interface Blob {
  readonly mode: string;
  readonly object: string;
  readonly path: string;
}

/**
 * Gives the files of a state of the template the name of the project, so that its own name is no
 * change of the project: otherwise each line beside a name would be a conflict. Only where the
 * project has put its name in the place of every name of the template.
 */
export class RenamedBlobs {
  readonly #words: readonly (readonly [pattern: RegExp, replacement: string])[];
  readonly #renamed: ReadonlySet<string>;

  constructor(
    private readonly git: Git,
    base: string,
  ) {
    const [own, old] = [nameIn(git, 'HEAD'), nameIn(git, base)];
    const names = new Set([old, ...TEMPLATE_NAMES]);
    const titles = new Set([titleOf(old), ...TEMPLATE_TITLES]);
    const isNamed = !names.has(own);
    this.#words = isNamed
      ? [
          [patternOf(titles), titleOf(own)],
          [patternOf(names), own],
        ]
      : [];
    const left = new Set(isNamed ? filesWith([...names, ...titles], git, 'HEAD') : []);
    const had = isNamed ? filesWith([...names, ...titles], git, base) : [];
    this.#renamed = new Set(had.filter((path) => !left.has(path)));
  }

  /** Those of the given files that have another text with the project's name. */
  of(blobs: readonly Blob[]): Blob[] {
    return blobs
      .filter(({ path, mode }) => this.#renamed.has(path) && !/^0+$/.test(mode))
      .map((blob) => {
        const text = this.git.run(['cat-file', 'blob', blob.object]);
        const named = this.#words.reduce((all, [old, own]) => all.replaceAll(old, own), text);
        return { ...blob, object: this.git.run(['hash-object', '-w', '--stdin'], named).trim() };
      });
  }
}

function nameIn(git: Git, tree: string): string {
  const text = git.show(tree, 'package.json') ?? '{}';
  return (JSON.parse(text) as { name?: string }).name ?? '';
}

function filesWith(words: readonly string[], git: Git, tree: string): string[] {
  const patterns = words.filter(Boolean).flatMap((word) => ['-e', word]);
  const args = ['grep', '--fixed-strings', '--name-only', '-z', ...patterns, tree];
  // `git grep` ends with 1 where it finds nothing.
  const paths = splitZero(git.spawn(args).stdout);
  return paths.map((path) => path.slice(tree.length + 1));
}

/** The longest first, where one is a part of another. */
function patternOf(words: ReadonlySet<string>): RegExp {
  const sorted = [...words].filter(Boolean).sort((a, b) => b.length - a.length);
  return new RegExp(`(?<![\\w-])(?:${sorted.map(escapePattern).join('|')})(?![\\w-])`, 'g');
}
