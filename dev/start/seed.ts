import { appendFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { createDatabase } from '../../src/platform/database/create-database.js';
import { unseededFeatures } from './demo-data.js';

/** Arguments: the folder of the embedded database, the issuer, and the file that names what is done. */
const [folder = '', issuer = '', marker = ''] = process.argv.slice(2);

Logger.overrideLogger(false);
const database = await createDatabase(`pglite:${folder}`, 1);
try {
  for (const { name, seed } of unseededFeatures(marker)) {
    await seed?.(database, issuer);
    appendFileSync(marker, `${name}\n`);
  }
} catch (error) {
  // The API starts all the same, and says what is wrong with its database.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  console.warn(`The demo users got no rows: ${cause instanceof Error ? cause.message : cause}`);
} finally {
  await database.close();
}
