import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../configured-provider.js';
import type { DemoFeature } from '../demo-feature.js';
import { demoFeatures } from '../demo-features.js';
import { PROJECT_FOLDER } from '../project.js';
import type { Children } from './children.js';

const FOLDER = join(PROJECT_FOLDER, '.local-database');
const SEED = fileURLToPath(new URL('seed.ts', import.meta.url));

/** The features whose rows are not there yet, by the file that names the others, one a line. */
export function unseededFeatures(marker: string): readonly DemoFeature[] {
  const seeded = existsSync(marker) ? readFileSync(marker, 'utf8').split('\n') : [];
  return demoFeatures.filter(({ name, seed }) => seed && !seeded.includes(name));
}

/**
 * Gives the demo users their rows, once for each issuer, where the embedded database is used. In a
 * process of its own: creating the database takes memory that is not needed later.
 */
export async function seedDemoData(
  children: Children,
  env: Environment,
  issuer: string,
): Promise<void> {
  const marker = join(FOLDER, `seeded-${new URL(issuer).port}`);
  if (env['DATABASE_URL']?.trim() || unseededFeatures(marker).length === 0) return;
  await children.start(['--import', 'tsx', SEED, FOLDER, issuer, marker]).ended;
}
