import { parseCommandLine } from './command-line.js';
import { upgradeProject } from './upgrade/upgrade-project.js';
import { fail, UserError } from './user-error.js';

const USAGE = `Usage: npm run upgrade -- --to REF [--check] [--template ADDRESS] [--from REF]

Brings a later state of the template into this project, as a three-way merge on a branch of its own.

  --to REF            a tag, a branch or a commit of the template
  --check             only tells what would happen
  --template ADDRESS  the template's repository; remembered after the first upgrade
  --from REF          the state that this project was made from, where it cannot be found`;

const TEXT = { type: 'string' } as const;

try {
  upgrade(process.argv.slice(2));
} catch (error) {
  fail(error);
}

function upgrade(args: string[]): void {
  const options = {
    ...{ to: TEXT, from: TEXT, template: TEXT },
    check: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseCommandLine(args, options, USAGE);
  const { to, ...others } = values;
  if (to === undefined || positionals.length > 0) throw new UserError(USAGE);
  const { report, hasConflicts } = upgradeProject(process.cwd(), { to, ...others });
  console.log(report);
  if (hasConflicts) process.exitCode = 1;
}
