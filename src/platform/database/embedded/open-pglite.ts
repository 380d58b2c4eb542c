import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';

/** The default of 128 MB is meant for servers. */
const CONFIGURATION = ['shared_buffers=8MB'];

/** Where PostgreSQL keeps its files, below the folder that is locked. */
export function dataFolderOf(folder: string): string {
  return join(folder, 'postgres');
}

/**
 * Opens the PostgreSQL in a folder, which its caller has locked, and creates it in an empty one:
 * aside, then moved in one step, so that a kill at any moment leaves nothing half done.
 */
export async function openPglite(
  folder: string,
  report: (progress: string) => void,
): Promise<PGlite> {
  // A devDependency: production neither has nor loads it.
  const { PGlite } = await import('@electric-sql/pglite');
  const data = dataFolderOf(folder);
  if (!existsSync(data)) {
    report(`Creating the embedded database in ${folder} …`);
    const draft = join(folder, 'postgres.draft');
    rmSync(draft, { recursive: true, force: true });
    // What initdb creates, without the 10 s and 850 MB that it may take.
    const { dataDir } = await import('@electric-sql/pglite-prepopulatedfs');
    const created = await PGlite.create({ dataDir: draft, loadDataDir: await dataDir() });
    await created.close();
    renameSync(draft, data);
  }
  return PGlite.create({ dataDir: data, postgresqlconf: CONFIGURATION });
}
