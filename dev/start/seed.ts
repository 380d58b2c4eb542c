import { writeFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { createDatabase } from '../../src/platform/database/create-database.js';
import { demoFeatures } from '../demo-features.js';

/** Arguments: the folder of the embedded database, the issuer, and a file that says: it is done. */
const [folder = '', issuer = '', marker = ''] = process.argv.slice(2);

Logger.overrideLogger(false);
const database = await createDatabase(`pglite:${folder}`, 1);
try {
  for (const feature of demoFeatures) await feature.seed?.(database, issuer);
  writeFileSync(marker, '');
} catch (error) {
  // The API starts all the same, and says what is wrong with its database.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  console.warn(`The demo users got no rows: ${cause instanceof Error ? cause.message : cause}`);
} finally {
  await database.close();
}
