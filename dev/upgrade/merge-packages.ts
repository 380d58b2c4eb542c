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
    writeFileSync(file, `${JSON.stringify(merged.value, null, 2)}\n`);
    return merged.conflicts.map((key) => `${path}: ${key}`);
  });
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
