import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChangedFile } from './edits.js';
import type { FeaturePlan } from './plan-feature.js';

const GENERATED = ['schema.gql', 'access-map.md'];

/** Writes a feature, and what is generated from it; when one of that fails, everything is as before. */
export async function writeFeature(
  project: string,
  { created, changed }: FeaturePlan,
  generate: () => Promise<void>,
): Promise<readonly string[]> {
  const before = [...changed.map(({ path }) => path), ...GENERATED].map((path) => ({
    path,
    text: readFileSync(join(project, path), 'utf8'),
  }));
  const migrations = readFolder(project, 'migrations');
  try {
    for (const file of [...created, ...changed]) write(project, file);
    await generate();
  } catch (error) {
    for (const file of before) write(project, file);
    for (const { path } of created)
      rmSync(join(project, dirname(path)), { recursive: true, force: true });
    for (const { path } of readFolder(project, 'migrations')) rmSync(join(project, path));
    for (const file of migrations) write(project, file);
    throw error;
  }
  const known = new Set(migrations.map(({ path }) => path));
  const sql = readFolder(project, 'migrations').filter(({ path }) => !known.has(path));
  return [...created, ...changed, ...sql].map(({ path }) => path).concat(GENERATED);
}

function write(project: string, { path, text }: ChangedFile): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function readFolder(project: string, folder: string): ChangedFile[] {
  if (!existsSync(join(project, folder))) return [];
  return readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({
      path: file.slice(project.length).replace(/^\//, ''),
      text: readFileSync(file, 'utf8'),
    }));
}
