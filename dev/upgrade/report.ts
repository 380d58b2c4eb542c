import type { UpgradeResult, UpgradeStep } from './upgrade-step.js';

/** What happened, as a table and what to do next. */
export function describeUpgrade(
  result: UpgradeResult,
  { to }: UpgradeStep,
  branch: string | undefined,
): string {
  const { updated, removed, conflicts, migrations, settings, news } = result;
  const width = Math.max(0, ...conflicts.map(({ path }) => path.length));
  const rows: [string, string[]][] = [
    ['updated', countByFolder(updated)],
    ['stays removed', countByFolder(removed)],
    ['new migrations', migrations.map(describeMigration)],
    ['new settings', [...settings]],
    ['conflicts', conflicts.map(({ path, reason }) => `${path.padEnd(width)}  ${reason}`)],
  ];
  const table = rows.map(([title, lines]) => row(title, lines)).join('\n');
  const changes = news ? `\n\nCHANGELOG.md says:\n\n${news}` : '';
  return `${branch === undefined ? 'It would upgrade' : 'Upgrading'} to ${to}:\n\n${table}${changes}\n\n${nextSteps(result, branch)}`;
}

function row(title: string, lines: readonly string[]): string {
  return `${title.padEnd(16)}${lines.length > 0 ? lines.join(`\n${' '.repeat(16)}`) : 'none'}`;
}

/** Two levels say enough: an upgrade may touch hundreds of files. */
function countByFolder(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = path.split('/').slice(0, -1).slice(0, 2).join('/') || 'the top level';
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([folder, count]) => `${folder}: ${count} ${count === 1 ? 'file' : 'files'}`);
}

function describeMigration(tag: string): string {
  return tag.endsWith(' ?')
    ? `${tag.slice(0, -2)}: your migrations began afresh, run npm run db:generate`
    : tag;
}

function nextSteps({ conflicts }: UpgradeResult, branch: string | undefined): string {
  if (branch === undefined) return 'Nothing was changed: this was --check.';
  const check = 'npm install && npm start   (writes schema.gql), then npm run check';
  if (conflicts.length === 0) {
    return `Committed on the branch ${branch}. Next:\n  ${check}\n  git switch - && git merge ${branch}`;
  }
  return `The branch ${branch} holds the upgrade; yours is as before. Mend each conflict, then:
  git add -A && git commit
  ${check}
Or give it up:
  git reset -q --hard && git switch - && git branch -D ${branch}`;
}
