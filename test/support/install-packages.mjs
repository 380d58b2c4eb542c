// node test/support/install-packages.mjs FOLDER
// Installs the packages of a folder where they are missing or older than its lock file.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const installed = join(folder, 'node_modules/.package-lock.json');
const changedAt = (file) => statSync(file).mtimeMs;

if (!existsSync(installed) || changedAt(installed) < changedAt(join(folder, 'package-lock.json'))) {
  process.stderr.write(`Installing the packages of ${folder} …\n`);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
