import { grantRole } from '../../src/accounts/account-changes.js';
import { lockAccounts } from '../../src/accounts/account-transaction.js';
import { findAccount, recordVisit } from '../../src/accounts/account-records.js';
import { createAccessChangeLog } from '../../src/platform/auth/index.js';
import type { Database } from '../../src/platform/database/index.js';
import { demoUsers } from '../demo-users.js';
import { demoUserRoles } from './demo-user-roles.js';

/** Gives the demo users with roles their accounts, unless they have one. */
export async function grantDemoRoles(database: Database, issuer: string): Promise<void> {
  const log = await createAccessChangeLog(database);
  await log.transaction(async (begun) => {
    const tx = await lockAccounts(begun);
    for (const { profile } of demoUsers) {
      const roles = demoUserRoles[profile.email] ?? [];
      const identity = { issuer, subject: profile.user_id };
      if (roles.length === 0 || (await findAccount(tx.db, identity))) continue;
      const { id } = await recordVisit(tx.db, identity);
      for (const role of roles) await grantRole(tx, id, role);
    }
  });
}
