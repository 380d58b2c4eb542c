import { writeFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { findAccount, recordVisit } from '../../src/accounts/account-records.js';
import { grantRole } from '../../src/accounts/account-changes.js';
import { createAccessChangeLog } from '../../src/platform/auth/index.js';
import { createDatabase } from '../../src/platform/database/create-database.js';
import { demoUsers } from '../demo-users.js';

/** Arguments: the folder of the embedded database, the issuer, and a file that says: it is done. */
const [folder = '', issuer = '', marker = ''] = process.argv.slice(2);

Logger.overrideLogger(false);
const database = await createDatabase(`pglite:${folder}`, 1);
try {
  await createAccessChangeLog(database).transaction(async (tx) => {
    for (const { profile, roles = [] } of demoUsers) {
      const identity = { issuer, subject: profile.user_id };
      if (roles.length === 0 || (await findAccount(tx.db, identity))) continue;
      const { id } = await recordVisit(tx.db, identity);
      for (const role of roles) await grantRole(tx, id, role);
    }
  });
  writeFileSync(marker, '');
} catch (error) {
  // The API starts all the same, and says what is wrong with its database.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  console.warn(`The demo users got no roles: ${cause instanceof Error ? cause.message : cause}`);
} finally {
  await database.close();
}
