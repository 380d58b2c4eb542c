// {{#if owned}}
import { recordVisit } from '../../src/accounts/account-records.js';
// {{/if}}
import type { Database } from '../../src/platform/database/index.js';
import { paperPlanes } from '../../src/paper-planes/paper-planes.table.js';
// {{#if owned}}
import { demoUsers } from '../demo-users.js';
// {{/if}}

const NAMES = ['The first paper plane', 'Another paper plane'];

/** Gives {{#if owned}}each demo user{{else}}the database{{/if}} two paper planes. */
export async function createDemoRows(
  database: Database,
  // {{#if owned}}
  issuer: string,
  // {{/if}}
): Promise<void> {
  await database.transaction(async (tx) => {
    // {{#if owned}}
    for (const { profile } of demoUsers) {
      const { id: accountId } = await recordVisit(tx, { issuer, subject: profile.user_id });
      await tx.insert(paperPlanes).values(NAMES.map((name) => ({ accountId, name })));
    }
    /* {{else}}
    await tx.insert(paperPlanes).values(NAMES.map((name) => ({ name })));
    {{/if}} */
  });
}
