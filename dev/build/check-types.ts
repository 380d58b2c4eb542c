import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../project.js';
import { UserError } from '../user-error.js';
import { onceForEach } from './once-for-each.js';

const CACHE = join(PROJECT_FOLDER, 'node_modules/.cache/build-types');
const INPUTS = ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
/** Arguments of Node. */
export const TYPE_CHECKER = [
  join(PROJECT_FOLDER, 'node_modules/typescript/bin/tsc'),
  ...['--noEmit', '-p', 'tsconfig.build.json'],
];
const INCREMENTAL = ['--incremental', '--tsBuildInfoFile', `${CACHE}.tsbuildinfo`];

/** Checks the types of the product, unless they were right the last time and nothing has changed. */
export function checkTypes(): void {
  const inputs = INPUTS.map((path) => join(PROJECT_FOLDER, path));
  onceForEach(`${CACHE}.sha256`, inputs, () => {
    const options = { cwd: PROJECT_FOLDER, stdio: 'inherit' } as const;
    const { status } = spawnSync(process.execPath, [...TYPE_CHECKER, ...INCREMENTAL], options);
    if (status !== 0) throw new UserError('The types are wrong.');
  });
}
