import { appendMigrations } from './append-migrations.js';
import { splitZero, type Git } from './git.js';
import { mergePackages, recordState } from './merge-packages.js';
import { readTemplateChange } from './template-change.js';
import type { Conflict, UpgradeResult, UpgradeStep } from './upgrade-step.js';
import { newSections, newSettings } from './news.js';

/** Merges one step of the template into the working tree of `git`, and stages what it changed. */
export function applyUpgrade(git: Git, step: UpgradeStep): UpgradeResult {
  const change = readTemplateChange(git, step.base, step.target);
  // Ends with 1 where there are conflicts, which the index then holds.
  git.spawn(['cherry-pick', '--no-commit', '--allow-empty', change.commit]);
  const conflicts = readConflicts(git);
  const unresolved = new Set(conflicts.map(({ path }) => path));
  const keys = mergePackages(git, step);
  const migrations = appendMigrations(git, step);
  recordState(git, step);
  git.run(['add', '--', 'package.json']);
  for (const path of ['package-lock.json', 'migrations']) git.try(['add', '--', path]);
  return {
    updated: change.paths.filter((path) => !unresolved.has(path)),
    removed: change.removed,
    conflicts: [...conflicts, ...keys.map((path) => ({ path, reason: KEPT }))],
    migrations,
    settings: newSettings(git, step),
    news: newSections(git, step),
  };
}

const KEPT = 'both changed it; yours is kept';

/** https://git-scm.com/docs/git-status#_short_format */
const REASONS: Readonly<Record<string, string>> = {
  UU: 'both changed the same lines',
  AA: 'both added a file of that name',
  UD: 'you changed it, the template removed it',
  DU: 'you removed it, the template changed it',
  AU: 'both changed it',
  UA: 'both changed it',
  DD: 'both moved it',
};

function readConflicts(git: Git): Conflict[] {
  return splitZero(git.run(['status', '--porcelain=v1', '-z', '--no-renames'])).flatMap((line) => {
    const reason = REASONS[line.slice(0, 2)];
    return reason === undefined ? [] : [{ path: line.slice(3), reason }];
  });
}
