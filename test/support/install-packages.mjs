// Installs the packages of this folder where they are missing or older than its lock file.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const installed = join(folder, 'node_modules/.package-lock.json');
const changedAt = (file) => statSync(file).mtimeMs;

if (!existsSync(installed) || changedAt(installed) < changedAt(join(folder, 'package-lock.json'))) {
  process.stderr.write('Installing the packages of test/guests …\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
