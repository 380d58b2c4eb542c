import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 100;

/**
 * Calls back after each burst of changes below some folders. It looks at the times of all files: on Linux
 * `fs.watch` of Node 20 loses a file that an editor replaces by renaming another one.
 */
export async function watchSources(
  folders: readonly string[],
  isOver: () => boolean,
  onChange: () => Promise<void>,
): Promise<void> {
  const read = () =>
    folders
      .filter((folder) => existsSync(folder))
      .map(stateOf)
      .join('\n');
  let handled = read();
  let last = handled;
  while (!isOver()) {
    await sleep(INTERVAL_MS);
    const state = read();
    const isQuiet = state === last;
    last = state;
    if (!isQuiet || state === handled) continue;
    handled = state;
    await onChange();
  }
}

function stateOf(folder: string): string {
  return readdirSync(folder, { recursive: true })
    .map((name) => {
      const stats = statSync(join(folder, String(name)), { throwIfNoEntry: false });
      return `${String(name)} ${stats?.mtimeMs} ${stats?.size}`;
    })
    .join('\n');
}
