import type { Git } from './git.js';
import type { UpgradeStep } from './upgrade-step.js';

/** The variables that `.env.example` names now, and did not before. */
export function newSettings(git: Git, { base, target }: UpgradeStep): string[] {
  const read = (tree: string) => {
    const text = git.show(tree, '.env.example') ?? '';
    return [...text.matchAll(/^(?:# )?([A-Z][A-Z\d_]*)=/gm)].map(([, name = '']) => name);
  };
  const old = new Set(read(base));
  return read(target).filter((name) => !old.has(name));
}

/** The sections of CHANGELOG.md that were added or that have grown. */
export function newSections(git: Git, { base, target }: UpgradeStep): string {
  const read = (tree: string) => (git.show(tree, 'CHANGELOG.md') ?? '').split(/^(?=## )/m).slice(1);
  const old = new Set(read(base));
  return read(target)
    .filter((section) => !old.has(section))
    .join('')
    .trim();
}
