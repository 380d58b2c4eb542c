import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes the template of the embedded database before any test needs it. That takes seconds and
 * hundreds of megabytes, which must neither count against a test's time nor come once per worker.
 */
export default function setUp() {
  const loader = './test/support/run-source.mjs';
  const script = './test/support/prepare-embedded-database.ts';
  execFileSync(process.execPath, ['--import', loader, script], { cwd: PROJECT, stdio: 'inherit' });
}
