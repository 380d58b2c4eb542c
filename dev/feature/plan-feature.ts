import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { UserError } from '../user-error.js';
import { refuseCollisions } from './collisions.js';
import { planEdits, type ChangedFile } from './edits.js';
import { readName } from './names.js';
import { render, renameSample, type FeatureOptions } from './render.js';
import { readTemplate } from './template-files.js';

/** Everything that a feature consists of; nothing is written yet. */
export interface FeaturePlan {
  readonly plural: string;
  readonly created: readonly ChangedFile[];
  readonly changed: readonly ChangedFile[];
}

/** @throws UserError where the name is not free, or the project lacks what an option needs */
export async function planFeature(
  project: string,
  text: string,
  options: FeatureOptions,
): Promise<FeaturePlan> {
  const name = readName(text);
  const template = readTemplate();
  refuseCollisions(project, name, template);
  if (options.owned && !existsSync(join(project, 'src/accounts/index.ts'))) {
    throw new UserError('--owned needs src/accounts, which owns the rows. Leave --owned out.');
  }
  const files = template.map((file) => ({
    path: renameSample(file.path, name),
    text: render(file.text, name, options),
  }));
  return {
    plural: name.plural.kebab,
    created: await Promise.all(files.filter(({ text }) => text.trim()).map(inStyle)),
    changed: await Promise.all(planEdits(project, name, options).map(inStyle)),
  };
}

/** As `npm run lint` wants it. */
async function inStyle({ path, text }: ChangedFile): Promise<ChangedFile> {
  const config = await resolveConfig(path);
  return { path, text: await format(text, { ...config, filepath: path }) };
}
