import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of `package.json`. */
export const PROJECT_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** The folder of the sources, and the folder of their JavaScript. */
export const SOURCES = {
  source: join(PROJECT_FOLDER, 'src'),
  output: join(PROJECT_FOLDER, 'dist'),
};

/** Operations that clients and agents may ask for by name. */
export const OPERATIONS_FOLDER = join(PROJECT_FOLDER, 'operations');

/** Reads `.env` where there is one, as the API does; what the environment holds already wins. */
export function loadDotEnv(): void {
  const file = join(PROJECT_FOLDER, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}
