import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../user-error.js';
import { applyUpgrade } from './apply-upgrade.js';
import { findBase } from './base-state.js';
import { Git } from './git.js';
import { readRecord } from './merge-packages.js';
import { describeUpgrade } from './report.js';
import { TemplateSource } from './template-source.js';
import type { UpgradeStep } from './upgrade-step.js';

export interface UpgradeOptions {
  readonly to: string;
  readonly from?: string | undefined;
  /** Address or folder of the template's repository; the one that was used the last time without it. */
  readonly template?: string | undefined;
  readonly check: boolean;
}

/**
 * Brings a later state of the template into a project, on a branch of its own.
 *
 * @returns a report, and whether something is left to do by hand
 * @throws UserError; then nothing has changed
 */
export function upgradeProject(
  folder: string,
  options: UpgradeOptions,
): { readonly report: string; readonly hasConflicts: boolean } {
  const git = new Git(folder);
  refuseUnready(git);
  const step = planStep(git, options);
  if (
    git.run(['rev-parse', `${step.base}^{tree}`]) ===
    git.run(['rev-parse', `${step.target}^{tree}`])
  ) {
    return { report: `The project is at ${step.to} already.`, hasConflicts: false };
  }
  return options.check ? tryUpgrade(git, step) : makeUpgrade(git, step);
}

function refuseUnready(git: Git): void {
  if (git.try(['rev-parse', '--verify', '--quiet', 'HEAD']) === undefined) {
    throw new UserError(
      'This project has no history under git: git init, commit it, and try again.',
    );
  }
  const changes = git.run(['status', '--porcelain']).trimEnd();
  if (changes === '') return;
  throw new UserError(`Commit or stash your own changes first; nothing was changed.\n${changes}`);
}

function planStep(git: Git, { to, from, template }: UpgradeOptions): UpgradeStep {
  const record = readRecord(git);
  const url = template ?? record.url ?? git.try(['remote', 'get-url', 'template']);
  if (url === undefined) {
    throw new UserError(
      'Where is the template? Name its address or folder once: --template https://git.example.com/template.git',
    );
  }
  const source = TemplateSource.fetch(git, url);
  const target = source.resolve(to);
  return { base: findBase(git, source, from, record.state), target, to, url };
}

function tryUpgrade(git: Git, step: UpgradeStep) {
  const folder = join(mkdtempSync(join(tmpdir(), 'upgrade-')), 'tree');
  try {
    git.run(['worktree', 'add', '--quiet', '--detach', folder, 'HEAD']);
    const result = applyUpgrade(new Git(folder), step);
    return {
      report: describeUpgrade(result, step, undefined),
      hasConflicts: result.conflicts.length > 0,
    };
  } finally {
    git.try(['worktree', 'remove', '--force', folder]);
    rmSync(join(folder, '..'), { recursive: true, force: true });
  }
}

function makeUpgrade(git: Git, step: UpgradeStep) {
  const branch = `upgrade-to-${step.to}`;
  if (git.try(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]) !== undefined) {
    throw new UserError(`The branch ${branch} exists: finish it, or git branch -D ${branch}.`);
  }
  git.run(['switch', '--quiet', '--create', branch]);
  try {
    const result = applyUpgrade(git, step);
    const hasConflicts = result.conflicts.length > 0;
    if (!hasConflicts) git.run(['commit', '--quiet', '-m', `chore: the template at ${step.to}`]);
    return { report: describeUpgrade(result, step, branch), hasConflicts };
  } catch (error) {
    git.run(['reset', '--quiet', '--hard', 'HEAD']);
    git.run(['clean', '--quiet', '--force', '-d']);
    git.run(['switch', '--quiet', '-']);
    git.run(['branch', '--quiet', '-D', branch]);
    throw error;
  }
}
