// <% if (it.owned) { %>
import { recordVisit } from '../../src/accounts/account-records.js';
// <% } %>
import type { Database } from '../../src/platform/database/index.js';
import { paperPlanes } from '../../src/paper-planes/paper-planes.table.js';
// <% if (it.owned) { %>
import { demoUsers } from '../demo-users.js';
// <% } %>

const NAMES = ['The first paper plane', 'Another paper plane'];

/** Gives <% if (it.owned) { %>each demo user<% } else { %>the database<% } %> two paper planes. */
export async function createDemoRows(
  database: Database,
  // <% if (it.owned) { %>
  issuer: string,
  // <% } %>
): Promise<void> {
  await database.transaction(async (tx) => {
    // <% if (it.owned) { %>
    for (const { profile } of demoUsers) {
      const { id: accountId } = await recordVisit(tx, { issuer, subject: profile.user_id });
      await tx.insert(paperPlanes).values(NAMES.map((name) => ({ accountId, name })));
    }
    /* <% } else { %>
    await tx.insert(paperPlanes).values(NAMES.map((name) => ({ name })));
    <% } %> */
  });
}
