import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from './git.js';
import { mergeSections } from './merge-json.js';
import type { UpgradeStep } from './upgrade-step.js';

const FILES = [
  {
    path: 'package.json',
    sections: [
      ...['engines', 'dependencies', 'devDependencies', 'overrides', 'allowScripts', 'scripts'],
    ],
    sorted: false,
  },
  { path: 'package-lock.json', sections: ['packages'], sorted: true },
];

const ROOT = '';
const REPEATED = ['dependencies', 'devDependencies', 'engines'];

/**
 * Dependencies, scripts and their lock, each by its key: the names, the versions and the dependencies of
 * the project's own stay.
 *
 * @returns what both sides changed
 */
export function mergePackages(git: Git, step: UpgradeStep): string[] {
  return FILES.flatMap(({ path, sections, sorted }) => {
    const file = join(git.folder, path);
    const [old, fresh] = [git.show(step.base, path), git.show(step.target, path)];
    if (!existsSync(file) || old === undefined || fresh === undefined) return [];
    const [base, ours, theirs] = [old, readFileSync(file, 'utf8'), fresh].map(parse);
    const merged = mergeSections({ base, ours, theirs } as never, sections, { sorted });
    const value = path === 'package.json' ? merged.value : withRoot(git, merged.value);
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
    return merged.conflicts
      .filter((key) => key !== `packages.${ROOT}`)
      .map((key) => `${path}: ${key}`);
  });
}

/** In the lock file the project itself repeats `package.json`, which is merged before. */
function withRoot(git: Git, lock: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const manifest = parse(readFileSync(join(git.folder, 'package.json'), 'utf8'));
  const { [ROOT]: own, ...packages } = lock['packages'] as Record<string, object>;
  const repeated = Object.entries(manifest).filter(([key]) => REPEATED.includes(key));
  return {
    ...lock,
    packages: { [ROOT]: { ...own, ...Object.fromEntries(repeated) }, ...packages },
  };
}

/** The state that the next upgrade begins with. */
export function recordState(git: Git, { target, url }: UpgradeStep): void {
  const file = join(git.folder, 'package.json');
  const manifest = { ...parse(readFileSync(file, 'utf8')), template: { state: target, url } };
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** What `rename` or the last upgrade wrote. */
export function readRecord(git: Git): { readonly state?: string; readonly url?: string } {
  const file = join(git.folder, 'package.json');
  if (!existsSync(file)) return {};
  return (parse(readFileSync(file, 'utf8'))['template'] ?? {}) as { state?: string; url?: string };
}

function parse(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}
