import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChecked, renderManifest } from '../../dev/operations/write-manifest.js';
import { OWN_MANIFEST } from '../../src/platform/graphql/documents/manifest.js';
import { createFolderInMemory, type TemporaryFolder } from './temporary-folder.js';

/** A folder of operations, with the manifest that the build makes of its `*.graphql` files. */
export function writeOperations(files: Readonly<Record<string, string>>): TemporaryFolder {
  const folder = createFolderInMemory('operations');
  const names = Object.keys(files);
  for (const name of names) writeFileSync(join(folder.path, name), files[name] ?? '');
  if (names.some((name) => name.endsWith('.graphql'))) {
    const manifest = renderManifest(readChecked(folder.path, 'operations', undefined));
    writeFileSync(join(folder.path, OWN_MANIFEST), manifest);
  }
  return folder;
}
