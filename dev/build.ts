import { checkTypes } from './build/check-types.js';
import { compile } from './build/compile.js';
import { writeManifest } from './operations/write-manifest.js';
import { SOURCES } from './project.js';
import { fail } from './user-error.js';

/** JavaScript of the sources; with `--types` only where their types are right. And the manifest of operations. */
try {
  if (process.argv.includes('--types')) checkTypes();
  await compile(SOURCES);
  writeManifest({ isSchemaChecked: true });
} catch (error) {
  fail(error);
}
