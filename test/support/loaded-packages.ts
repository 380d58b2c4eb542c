import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from './temporary-folder.js';

/**
 * The packages that a process loads. Node writes what it had loaded into `NODE_V8_COVERAGE` when the
 * process ends.
 *
 * @param run starts a process with these variables, and returns when it has ended
 */
export async function loadedPackages(
  run: (env: { NODE_V8_COVERAGE: string }) => Promise<void>,
): Promise<ReadonlySet<string>> {
  const coverage = createTemporaryFolder('coverage');
  try {
    await run({ NODE_V8_COVERAGE: coverage.path });
    const urls = readdirSync(coverage.path).flatMap((name) => readUrls(join(coverage.path, name)));
    return new Set(
      urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []),
    );
  } finally {
    coverage.remove();
  }
}

function readUrls(file: string): string[] {
  const { result } = JSON.parse(readFileSync(file, 'utf8')) as { result: { url: string }[] };
  return result.map(({ url }) => url);
}
