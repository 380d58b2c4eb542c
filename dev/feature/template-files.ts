import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('template', import.meta.url));

export interface TemplateFile {
  /** Where it stands in a project, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** The files of a feature about paper planes. They are complete, so the project's compiler checks them. */
export function readTemplate(): TemplateFile[] {
  return readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: file.slice(FOLDER.length + 1).replaceAll(sep, '/'),
      text: readFileSync(file, 'utf8'),
    }));
}
