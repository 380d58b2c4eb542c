import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../user-error.js';
import type { FeatureName } from './names.js';
import type { FeatureOptions } from './render.js';

export interface ChangedFile {
  /** With slashes. */
  readonly path: string;
  readonly text: string;
}

interface Edit {
  readonly path: string;
  /** After what it stands there. */
  readonly place: RegExp;
  readonly addition: string | ((match: string) => string);
}

/**
 * The lines that a feature adds to files of the project: its module, its role, its demo rows.
 *
 * @throws UserError where a file does not look as the command knows it
 */
export function planEdits(
  project: string,
  name: FeatureName,
  options: FeatureOptions,
): ChangedFile[] {
  const texts = new Map<string, string>();
  for (const { path, place, addition } of editsFor(project, name, options)) {
    const text = texts.get(path) ?? readFileSync(join(project, path), 'utf8');
    const changed = text.replace(
      place,
      (match) => match + (typeof addition === 'string' ? addition : addition(match)),
    );
    if (changed === text) {
      throw new UserError(
        `${path} does not look as this command knows it: expected ${String(place)}. Nothing was written.`,
      );
    }
    texts.set(path, changed);
  }
  return [...texts].map(([path, text]) => ({ path, text }));
}

const LAST_IMPORT =
  /^import [^;]+ from '\.\/[\w-]+\/[\w.-]+\.js';\n(?![^]*^import [^;]+ from '\.\/[\w-]+\/[\w.-]+\.js';\n)/m;

function editsFor(project: string, { plural }: FeatureName, { owned }: FeatureOptions): Edit[] {
  const { kebab, camel, pascal, prose } = plural;
  const manage = `'manage:${kebab}'`;
  const permissions = owned ? `'read:${kebab}', ${manage}` : manage;
  const edits: Edit[] = [
    {
      path: 'src/app.module.ts',
      place: LAST_IMPORT,
      addition: `import { ${pascal}Module } from './${kebab}/${kebab}.module.js';\n`,
    },
    {
      path: 'src/app.module.ts',
      place: /PlatformModule\.forRoot\(settings\),(?:\s*[^\]\s])*/,
      addition: `\n        ${pascal}Module, // ${prose}`,
    },
    {
      path: 'dev/demo-features.ts',
      place: /^(?=import type)/m,
      addition: `import { ${camel} } from './${kebab}/${kebab}.js';\n`,
    },
    {
      path: 'dev/demo-features.ts',
      // At the end: accounts come before the rows that belong to them.
      place: /DemoFeature\[\] = \[(?:,?\s*[^\],\s])*/,
      addition: (match) => (match.endsWith('[') ? camel : `, ${camel}`),
    },
    { path: 'dev/demo-users.ts', place: /\bpermissions: \[/, addition: `${permissions}, ` },
  ];
  const roles = 'src/accounts/roles.ts';
  if (!existsSync(join(project, roles))) return edits;
  const role = `  ${plural.constant}_MANAGER: {
    description: 'Manages ${prose}: ${permissions.replaceAll("'", '`')}.',
    permissions: [${permissions}],
  },\n`;
  return [
    ...edits,
    { path: roles, place: /^export const ROLES = \{\n[^]*?(?=^\} as const;)/m, addition: role },
  ];
}
