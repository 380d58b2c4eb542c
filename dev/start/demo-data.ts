import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../configured-provider.js';
import { demoFeatures } from '../demo-features.js';
import { PROJECT_FOLDER } from '../project.js';
import type { Children } from './children.js';

const FOLDER = join(PROJECT_FOLDER, '.local-database');
const SEED = fileURLToPath(new URL('seed.ts', import.meta.url));

/**
 * Gives the demo users their rows, once for each issuer, where the embedded database is used. In a
 * process of its own: creating the database takes memory that is not needed later.
 */
export async function seedDemoData(
  children: Children,
  env: Environment,
  issuer: string,
): Promise<void> {
  if (!demoFeatures.some(({ seed }) => seed)) return;
  const marker = join(FOLDER, `seeded-${new URL(issuer).port}`);
  if (env['DATABASE_URL']?.trim() || existsSync(marker)) return;
  await children.start(['--import', 'tsx', SEED, FOLDER, issuer, marker]).ended;
}
